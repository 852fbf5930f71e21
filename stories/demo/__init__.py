"""The living demo: three councils at work, both Ombudsman stories moved to recent weeks, and some sixty referrals.

Everybody is invented; NHS numbers are of the range never issued, telephone numbers of those kept for drama.
"""
