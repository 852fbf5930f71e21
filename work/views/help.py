"""What the words mean, and how to challenge what was done with a referral."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trail.doors import needs


@needs(public="Help is for everybody, signed in or not.")
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Short on purpose: the words are in the template."""
    return render(request, "work/help.html")
