"""Addresses of sign-in, personal settings and the organisation."""

from django.urls import path

from danshu.identity.web import (
    home,
    keys,
    organisation,
    passwords,
    pickers,
    profile,
    recovery,
    registering,
    sessions,
    sign_in,
)

app_name = "identity"
urlpatterns = [
    path("", home.home, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/captcha/", sign_in.captcha_part, name="captcha"),
    path("sign-in/captcha/<slug:key>.png", sign_in.captcha_picture, name="captcha_picture"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("recover/", recovery.recover, name="recover"),
    path("register/", registering.register, name="register"),
    path("password-link/<slug:secret>/", passwords.password_link, name="password_link"),
    path("me/", profile.account, name="account"),
    path("me/set-up/", profile.set_up, name="set_up"),
    path("me/email/", profile.email, name="email"),
    path("me/password/", passwords.password, name="password"),
    path("me/first-password/", passwords.first_password, name="first_password"),
    path("me/session/", sessions.session_state, name="session_state"),
    path("me/sign-ins/", sessions.sign_ins, name="sign_ins"),
    path("me/sign-ins/end-others/", sessions.end_others, name="end_others"),
    path("me/sign-ins/<slug:digest>/end/", sessions.end_session, name="end_session"),
    path("me/keys/", keys.keys, name="keys"),
    path("me/keys/<int:pk>/revoke/", keys.revoke_key, name="revoke_key"),
    path("people/options/", pickers.user_options, name="user_options"),
    path("people/staff-options/", pickers.staff_options, name="staff_options"),
    path("organisation/", organisation.tree, name="units"),
    path("organisation/new/", organisation.unit_new, name="unit_new"),
    path("organisation/<int:pk>/", organisation.unit, name="unit"),
    path("organisation/<int:pk>/edit/", organisation.unit_edit, name="unit_edit"),
    path("organisation/<int:pk>/invalidate/", organisation.unit_invalidate, name="unit_invalidate"),
    path("organisation/<int:pk>/delete/", organisation.unit_delete, name="unit_delete"),
    path("organisation/<int:pk>/assign/", organisation.assign, name="assign"),
    path("organisation/assignments/<int:pk>/end/", organisation.unassign, name="unassign"),
]
