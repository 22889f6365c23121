"""Rules that administrators lay down for records, without code (SYS-011)."""

from django.apps import AppConfig


class Config(AppConfig):
    """The rules are read along with the parameters; what an operation corrected is noticed at its end."""

    name = "danshu.validation"
    label = "validation"

    def ready(self) -> None:
        from danshu.kit.operation import at_the_end
        from danshu.parameters.queries import read_along
        from danshu.validation.following import follow
        from danshu.validation.queries import NAME, rules_question_anew

        read_along(NAME, rules_question_anew)
        at_the_end(follow)
