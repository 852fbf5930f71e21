"""The questions about a document: the file, what it is, who may open it; and why one is withdrawn."""

from govuk import forms
from referrals.files.kinds import ACCEPTED, MOST_BYTES
from referrals.forms.fields import OurForm, radios, text
from referrals.forms.notes import WHO_READS
from referrals.forms.of import OfForm
from referrals.forms.shared_acts import NowForm
from referrals.models import Document


class AttachForm(OurForm):
    file = forms.FileField(
        label="Which file?",
        missing="Choose a file",
        max_length=1000,
        help_text=f"{ACCEPTED}. At most {MOST_BYTES // 1024 // 1024} MB.",
        allow_empty_file=True,  # said in our own words
    )
    title = text(
        "What is it?", max_length=200, help_text="For example: letter of the GP, 3 March. Its name, if left blank."
    )
    reads = radios("Who may open it?", WHO_READS, required=True, missing="Choose who may open it")


class WithdrawForm(OfForm, NowForm):
    kind = "document"
    gone = ("There is no such document of your council here.", "See the documents", "documents")

    because = text("Why is it withdrawn?", max_length=300, required=True, missing="Say why it is withdrawn")

    def find(self, key: int) -> Document | None:
        mine = Document.objects.filter(referral=self.case.referral, council_id=self.ours, withdrawn_at=None)
        return mine.select_related("referral").filter(pk=key).first()

    def tell(self) -> None:
        self.note = f"{self.thing.title} ({self.thing.name})"
