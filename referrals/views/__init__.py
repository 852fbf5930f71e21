"""The doors to a referral: URL, form, action, page. No rule is here."""
