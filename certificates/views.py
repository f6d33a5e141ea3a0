from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from certificates.files import read_certificate
from certificates.forms import CodeForm, FileForm, too_large
from certificates.limits import limited
from certificates.models import Certificate
from certificates.uploads import BODY_LIMIT, FingerprintHandler
from core.clock import now, today
from core.codes import clean_code
from courses.models import Enrolment
from documents.words import mask_nip
from people.models import User

PER_PAGE = 25


@dataclass(frozen=True)
class WalletRow:
    certificate: Certificate
    status: str
    days_left: int | None


@require_safe
def wallet(request: HttpRequest) -> HttpResponse:
    """The own certificates, newest first, and those that are still being made."""
    user = request.user
    assert isinstance(user, User)
    mine = Certificate.objects.visible_to(user).filter(person=user.person)
    page = Paginator(mine.with_fate().order_by("-issued_on", "-pk"), PER_PAGE).get_page(request.GET.get("halaman"))
    finished = Enrolment.objects.visible_to(user).filter(person=user.person, state=Enrolment.State.SELESAI)
    preparing = finished.filter(certificates=None).select_related("run__edition").order_by("-completed_at")[:PER_PAGE]
    return render(
        request,
        "certificates/wallet.html",
        {"page": page, "rows": [wallet_row(certificate) for certificate in page], "preparing": list(preparing)},
    )


def wallet_row(certificate: Certificate) -> WalletRow:
    day = today()
    days_left = (certificate.valid_until - day).days if certificate.valid_until else None
    return WalletRow(certificate, certificate.status_on(day), days_left)


@require_safe
def download(request: HttpRequest, certificate: UUID) -> HttpResponseBase:
    """The issued file, to its owner and to who may see the owner's certificates; all others learn nothing."""
    held = get_object_or_404(Certificate.objects.visible_to(request.user), uuid=certificate)
    # The number as the name; a slash would be a folder to the reader's computer.
    name = f"sertifikat-{held.number.replace('/', '-')}.pdf"
    response = FileResponse(
        BytesIO(read_certificate(held)), as_attachment=True, filename=name, content_type="application/pdf"
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@login_not_required
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Where a code is typed. A typing error is told from its check character; only then is anything looked up."""
    form = CodeForm(request.GET if "kode" in request.GET else None)
    if form.is_valid():
        return redirect("certificates:verified", form.cleaned_data["kode"])
    return render(request, "certificates/verify.html", {"form": form}, status=400 if form.is_bound else 200)


@login_not_required
@csrf_exempt  # only until the upload handler is in place; `_verified` protects
@require_http_methods(["GET", "HEAD", "POST"])
def verified(request: HttpRequest, kode: str) -> HttpResponse:
    """What a stranger may know of the certificate with this code, and whether a file is the one that was issued."""
    code = clean_code(kode)
    if code is None:
        return render(request, "certificates/verify.html", {"form": CodeForm({"kode": kode})}, status=404)
    if code != kode:
        return redirect("certificates:verified", code)
    length = request.headers.get("Content-Length") or "0"
    if length.isdigit() and int(length) > BODY_LIMIT:
        return render(request, "certificates/too_large.html", {"sentence": too_large(int(length))}, status=413)
    request.upload_handlers = [FingerprintHandler(request)]
    return _verified(request, code)


@limited  # counts before the token is looked for, which reads the whole body
@csrf_protect
def _verified(request: HttpRequest, code: str) -> HttpResponse:
    found = Certificate.objects.with_fate().select_related("template__agency", "person").filter(code=code).first()
    if found is None:
        return render(request, "certificates/verify.html", {"form": CodeForm(), "unknown": code}, status=404)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    same = form.cleaned_data["berkas"].sha256 == found.sha256 if found.sha256 and form.is_valid() else None
    return render(
        request,
        "certificates/verified.html",
        {
            "certificate": found,
            "paper": found.paper,
            "status": found.status_on(today(found.template.agency.zone)),
            "masked_nip": masked_nip(found),
            "checked_at": now(),
            "file_form": form,
            "same": same,
            "code_form": CodeForm(),
        },
        status=400 if form.errors else 200,
    )


def masked_nip(certificate: Certificate) -> str:
    """Empty unless the issuing agency asked for it, and never more than the last three digits."""
    number = certificate.person.nip
    return mask_nip(number) if number and certificate.template.agency.masks_nip_in_public else ""
