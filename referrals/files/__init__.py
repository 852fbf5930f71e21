"""Files that people put on a referral: what they are, what they are called, and whether they may be kept.

Nothing here knows of referrals or of the database: bytes and names in, words out.
"""
