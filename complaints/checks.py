"""What must be true of the rules of routes before anything is served; run by ``manage.py check`` and at every start."""

from typing import Any

from django.core.checks import CheckMessage, Error, register

from complaints import routes


@register()
def routes_can_be_read(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """``routes.toml`` can be used: rows, ways, and at most seven questions a point, each with why it is asked."""
    try:
        routes.rows(), routes.ways(), routes.questions()
    except routes.BadRoutes as error:
        return [Error(str(error), id="complaints.E001")]
    return []
