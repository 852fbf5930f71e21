"""What somebody can be."""

from django.db import models


class Role(models.TextChoices):
    """The union of STATUTE section 7 and RELIABILITY section 4.1."""

    SCREENER = "screener", "Front-door screener"
    SOCIAL_WORKER = "social_worker", "Social worker"
    TEAM_MANAGER = "team_manager", "Team manager"
    SERVICE_MANAGER = "service_manager", "Service manager"
    HEAD_OF_SERVICE = "head_of_service", "Head of service"
    EMERGENCY_DUTY = "emergency_duty", "Emergency duty team worker"
    ADULT_SOCIAL_CARE = "adult_social_care", "Adult social care worker"
    BUSINESS_SUPPORT = "business_support", "Business support"
    LADO = "lado", "Local authority designated officer"
    CONFERENCE_CHAIR = "conference_chair", "Conference chair or reviewing officer"
    COMPLAINTS_OFFICER = "complaints_officer", "Complaints officer"
    INVESTIGATOR = "investigator", "Investigating officer or independent person"
    ADVOCATE = "advocate", "Advocate"
    AUDITOR = "auditor", "Auditor"
    COUNCILLOR = "councillor", "Councillor, scrutiny or safeguarding chair"
    INFORMATION_RIGHTS = "information_rights", "Information rights officer"
    PRIVACY_OFFICER = "privacy_officer", "Privacy officer"
    MONITORING_OFFICER = "monitoring_officer", "Monitoring officer"
    ADMINISTRATOR = "administrator", "Administrator"
    SYSTEM = "system", "A council's system"
    DESK = "desk", "A duty desk that answers by link"
