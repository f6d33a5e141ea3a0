"""What a lesson may hold. One template each; a type is never removed, only no longer offered (ADR 0004)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from assessments.kinds import InvalidQuestion, kind_of

RICH_TEXT = ["bold", "italic", "link", "document-link", "ol", "ul", "h3", "blockquote"]


class NoteBlock(blocks.StructBlock):
    tone = blocks.ChoiceBlock(
        choices=[("info", _("Keterangan")), ("ok", _("Contoh baik")), ("warn", _("Yang sering keliru"))],
        default="info",
        label=_("Nada"),
    )
    title = blocks.CharBlock(max_length=120, label=_("Judul"))
    text = blocks.RichTextBlock(features=["bold", "italic", "link", "ol", "ul"], label=_("Isi"))

    class Meta:
        icon = "info-circle"
        label = _("Catatan")
        template = "courses/blocks/note.html"


class FigureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Gambar"))
    alt = blocks.CharBlock(max_length=200, label=_("Teks pengganti"), help_text=_("Apa yang dilihat pada gambar."))
    caption = blocks.CharBlock(max_length=300, required=False, label=_("Keterangan gambar"))

    class Meta:
        icon = "image"
        label = _("Gambar")
        template = "courses/blocks/figure.html"


class VideoBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Berkas video"))
    title = blocks.CharBlock(max_length=120, label=_("Judul"))
    transcript = blocks.RichTextBlock(label=_("Transkrip"), help_text=_("Wajib: video tidak pernah menjadi syarat."))

    class Meta:
        icon = "media"
        label = _("Video dengan transkrip")
        template = "courses/blocks/video.html"


class CheckBlock(blocks.StructBlock):
    """An embedded question. The key stays on the server: the template shows only `assessments.kinds.present`."""

    code = blocks.CharBlock(max_length=40, label=_("Kode"))
    kind = blocks.ChoiceBlock(
        choices=[
            ("pilihan_ganda", _("Pilihan ganda")),
            ("pilihan_jamak", _("Pilihan jamak")),
            ("benar_salah", _("Benar atau salah")),
            ("menjodohkan", _("Menjodohkan")),
            ("urutan", _("Urutan")),
        ],
        label=_("Jenis"),
    )
    stem = blocks.TextBlock(label=_("Soal"))
    options = blocks.ListBlock(
        blocks.StructBlock(
            [
                ("code", blocks.CharBlock(max_length=4, label=_("Huruf"))),
                ("text", blocks.CharBlock(max_length=400, label=_("Pilihan"))),
                ("match", blocks.CharBlock(max_length=400, required=False, label=_("Pasangan"))),
            ]
        ),
        label=_("Pilihan"),
        default=[],
    )
    key = blocks.CharBlock(
        max_length=40,
        required=False,
        label=_("Kunci"),
        help_text=_("Huruf kunci, dipisah koma bila lebih dari satu; benar atau salah; urutan huruf yang tepat."),
    )
    feedback = blocks.TextBlock(required=False, label=_("Umpan balik"))

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """For the author's preview; a learner's lesson draws checks with their answers (courses.views.shown)."""
        from courses.checks import read_check

        context = super().get_context(value, parent_context)
        try:
            question = read_check(value)
        except InvalidQuestion:
            return context
        kind = kind_of(question.kind)
        return context | {"instruction": kind.instruction, "shown": kind.present(question.body, [])}

    class Meta:
        icon = "help"
        label = _("Cek pemahaman")
        template = "courses/blocks/check.html"


class Body(blocks.StreamBlock):
    heading = blocks.CharBlock(
        max_length=150, icon="title", label=_("Judul bagian"), template="courses/blocks/heading.html"
    )
    text = blocks.RichTextBlock(features=RICH_TEXT, label=_("Teks"), template="courses/blocks/text.html")
    table = TableBlock(label=_("Tabel"), template="courses/blocks/table.html")
    quote = blocks.BlockQuoteBlock(label=_("Kutipan"), template="courses/blocks/quote.html")
    note = NoteBlock()
    figure = FigureBlock()
    video = VideoBlock()
    check = CheckBlock()

    class Meta:
        required = False
