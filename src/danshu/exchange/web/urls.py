"""Addresses of imports and exports."""

from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from danshu.exchange.web import cancelling, checking, columns, exports, running, start, undoing
from danshu.exchange.web.lists import EXPORT_LIST, IMPORTS
from danshu.ui.lists import list_view

app_name = "exchange"
urlpatterns = [
    path("imports/", list_view(IMPORTS), name="imports"),
    path("imports/new/", start.choose, name="choose"),
    path("imports/new/<slug:kind>/", start.upload, name="upload"),
    path("imports/template/<slug:kind>.xlsx", require_GET(start.template), name="template"),
    path("imports/<int:pk>/", running.batch, name="batch"),
    path("imports/<int:pk>/progress/", require_GET(running.progress), name="progress"),
    path("imports/<int:pk>/columns/", columns.columns, name="columns"),
    path("imports/<int:pk>/reread/", require_POST(columns.reread), name="reread"),
    path("imports/<int:pk>/mapping/", columns.keep_mapping, name="keep_mapping"),
    path("imports/<int:pk>/check/", require_POST(checking.check), name="check"),
    path("imports/<int:pk>/answers/", require_POST(checking.answer), name="answer"),
    path("imports/<int:pk>/fix/", require_POST(checking.fix), name="fix"),
    path("imports/<int:pk>/run/", require_POST(running.run), name="run"),
    path("imports/<int:pk>/stop/", require_POST(running.stop), name="stop"),
    path("imports/<int:pk>/cancel/", cancelling.cancel, name="cancel"),
    path("imports/<int:pk>/errors.xlsx", require_GET(running.errors), name="errors"),
    path("imports/<int:pk>/undo/", undoing.undo, name="undo"),
    path("exports/", list_view(EXPORT_LIST), name="exports"),
    path("exports/<int:pk>/", exports.export, name="export"),
    path("exports/<int:pk>/progress/", require_GET(exports.progress), name="export_progress"),
    path("exports/<int:pk>/file/", require_GET(exports.download), name="export_file"),
]
