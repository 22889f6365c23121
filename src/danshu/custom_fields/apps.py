"""Fields that administrators add to records, without code (bone 12)."""

from django.apps import AppConfig


class Config(AppConfig):
    """The definitions are read along with the parameters; the history learns their names, and whose values to hide."""

    name = "danshu.custom_fields"
    label = "custom_fields"

    def ready(self) -> None:
        from danshu.custom_fields.queries import NAME, definitions_question_anew, history_is_secret, history_label
        from danshu.kit.trail import hide_values_by, name_fields_by
        from danshu.parameters.queries import read_along

        read_along(NAME, definitions_question_anew)
        name_fields_by(history_label)
        hide_values_by(history_is_secret)
