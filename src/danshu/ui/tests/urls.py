"""The addresses of the shell and of the gallery, without those of upper modules."""

from django.urls import include, path

from danshu.ui.gallery.urls import urlpatterns as gallery
from danshu.ui.web.urls import urlpatterns as shell

urlpatterns = [path("", include((shell + gallery, "ui")))]
