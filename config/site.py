"""Addresses that belong to no room."""

from django.contrib import admin
from django.urls import path

from config import gallery

urlpatterns = [
    path("gallery/", gallery.gallery, name="gallery"),
    path("accessibility/", gallery.accessibility, name="accessibility"),
    path("privacy/", gallery.privacy, name="privacy"),
    path("admin/", admin.site.urls),
]
