"""Signing in and out, switching the place one works for, and the page of somebody without any assignment."""

from django.contrib.auth import views as auth_views
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from puskesos import access, accounts, gate, trace
from puskesos.middleware import SESSION_KEY, load_acting
from puskesos.models import Penugasan


class SignInForm(AuthenticationForm):
    error_messages = {
        "invalid_login": "Nama pengguna atau kata sandi tidak cocok.",
        "inactive": "Akun ini sudah dinonaktifkan.",
        "worn": "Kata sandi sementara ini sudah lewat 72 jam. Minta kata sandi sementara baru kepada admin sistem.",
    }

    def confirm_login_allowed(self, user):
        super().confirm_login_allowed(user)
        if accounts.is_worn(user, timezone.now()):
            raise ValidationError(self.error_messages["worn"], code="worn")


@method_decorator(never_cache, name="dispatch")
class SignIn(auth_views.LoginView):
    template_name = "puskesos/login.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    hak = "open"

    def post(self, request, *args, **kwargs):
        """Before any password is looked at: hashing is what costs."""
        if not gate.is_open(gate.SIGN_IN, gate.address(request), request.now):
            return too_many(request)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        asal = gate.client(self.request)
        by, _ = load_acting(self.request.user, asal=asal)
        trace.record_sign_in(self.request.user, by, trace.Aksi.MASUK, asal)
        return response

    def form_invalid(self, form):
        gate.miss(gate.SIGN_IN, gate.address(self.request), self.request.now)
        trace.record_failed_sign_in(form.cleaned_data.get("username", ""), gate.client(self.request))
        response = super().form_invalid(form)
        response.status_code = 422
        return response


sign_in = SignIn.as_view()
sign_in.hak = "open"


@require_POST
@access.everyone
def sign_out(request):
    """End the session; unsent work on the device is never touched (no Clear-Site-Data: storage)."""
    trace.record_sign_in(request.user, request.by, trace.Aksi.KELUAR, gate.client(request))
    return auth_views.LogoutView.as_view()(request)


@require_POST
@access.everyone
def switch(request):
    """Work for another of one's own places, without signing in again."""
    wanted = request.POST.get("penugasan", "")
    if any(str(one.id) == wanted for one in request.assignments):
        request.session[SESSION_KEY] = wanted
    return redirect("/")


@access.everyone
def no_assignment(request):
    """Somebody signed in whose assignments have all ended, or not begun."""
    if request.by:
        return redirect("/")
    last = Penugasan.objects.filter(petugas=request.user).order_by("-selesai").first()
    return render(request, "puskesos/no_assignment.html", {"last": last}, status=403)


@login_not_required
@access.open_to_all
def help_page(request):
    """Open to everybody: the sign-in page and the error pages lead here too."""
    return render(request, "puskesos/help.html")


def locked_out(request, credentials, *args, **kwargs):
    """Five wrong passwords in a row for one person: a plain page, and one minute of patience."""
    return too_many(request, "Kata sandi salah lima kali berturut-turut.")


def too_many(request, sentence="Terlalu banyak kata sandi salah dari jaringan ini."):
    if request.path.startswith("/api/"):
        sentence = {"detail": "Terlalu banyak percobaan. Coba lagi satu menit lagi."}
        return JsonResponse(sentence, status=429, headers={"Retry-After": "60"})
    response = render(request, "puskesos/login_locked.html", {"sentence": sentence}, status=429)
    response["Retry-After"] = "60"
    return response
