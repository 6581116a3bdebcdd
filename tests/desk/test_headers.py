"""What browsers may do with our pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from dragoman.desk.headers import HEADER, ContentPolicyMiddleware, policy_for


def _answer(path: str, response: HttpResponse) -> HttpResponse:
    request = HttpRequest()
    request.path = path
    return ContentPolicyMiddleware(lambda _: response)(request)


def test_our_pages_allow_nothing_inline_and_nothing_from_elsewhere():
    for path in ("/", "/desk/queue/", "/accounts/login/", "/cmsx/"):
        policy = _answer(path, HttpResponse())[HEADER]
        assert policy.startswith("default-src 'self'; ")
        assert "unsafe" not in policy
        assert "http" not in policy
        assert "object-src 'none'" in policy
        assert "frame-ancestors 'self'" in policy


def test_the_admin_of_the_cms_may_use_inline_script_but_nothing_from_elsewhere():
    policy = policy_for("/cms/pages/")
    assert "script-src 'self' 'unsafe-inline'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy


def test_a_view_may_choose_a_stricter_policy():
    response = HttpResponse(headers={HEADER: "sandbox"})
    assert _answer("/archived/1/", response)[HEADER] == "sandbox"
