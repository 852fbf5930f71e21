"""The one form renderer: every form and field of ours is drawn in the GOV.UK manner from templates/holdfast_forms/."""

from django.forms.renderers import TemplatesSetting


class GovukRenderer(TemplatesSetting):
    """Widgets keep Django's own templates, so that the admin is left as it is."""

    form_template_name = "holdfast_forms/form.html"
    formset_template_name = "holdfast_forms/formset.html"
    field_template_name = "holdfast_forms/field.html"
