"""Participants' pages: a link opens one question, GET shows it, POST answers it (M74).

GET and HEAD change nothing, however often a mail scanner follows a link. POST takes the answer and
leads to a thank-you page, so that reloading sends nothing twice.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from rm_core.errors import HTTP_STATUS, BadInput, LinkExpired, ProgramError
from rm_core.program.forms.answers import BadAnswers, FieldError
from rm_core.resources import templates
from rm_core.web.guard import HEADERS, Guard
from rm_core.web.shown import Filled, environment, preselected, style, thanks
from rm_core.web.view import NOTHING, Data, PageServices, PageView

MOST_INPUTS = 600
ONE_CLICK = {"List-Unsubscribe": ["One-Click"]}
"""What a mail program posts when its reader presses its own unsubscribe button (RFC 8058)."""

REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; frame-ancestors 'none'"
)
"""A report is one document of ours with its styles and charts in it; it fetches nothing."""

_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_ROBOTS = "User-agent: *\nDisallow: /\n"
_KEPT_FOR_EVER = "public, max-age=31536000, immutable"


def pages(services: PageServices, folder: Path | None = None) -> Starlette:
    """The pages as an application; `folder` holds the templates, ours if None.

    A link's page is `/a/<token>` below wherever this is mounted. Keep these paths out of access
    logs: whoever reads a token can answer with it.
    """
    site = _Pages(services, folder or templates() / "pages")
    return Starlette(
        routes=[
            Route("/", site.front),
            Route("/a/{token}", site.question, methods=["GET", "POST"]),
            Route("/a/{token}/done/{what}", site.done),
            Route("/a/{token}/report", site.report),
            Route("/a/{token}/new-link", site.renew, methods=["POST"]),
            Route("/static/{name}", site.static),
            Route("/health", PlainTextResponse("ok"), methods=["GET"]),
            Route("/ready", site.ready),
            Route("/robots.txt", PlainTextResponse(_ROBOTS), methods=["GET"]),
        ],
        middleware=[Middleware(Guard)],
        exception_handlers={
            ProgramError: site.refused,
            HTTPException: site.missing,
            Exception: site.broken,
        },
    )


class _Pages:
    """One method for each path."""

    def __init__(self, services: PageServices, folder: Path) -> None:
        self._services = services
        self._templates = environment(folder)
        self._thanks = thanks(folder)
        self._style_name, self._style = style(folder)

    def front(self, request: Request) -> Response:
        return self._message(request, "front", 200)

    async def question(self, request: Request) -> Response:
        return await (self.act(request) if request.method == "POST" else self.show(request))

    async def show(self, request: Request) -> Response:
        view = await run_in_threadpool(self._services.show, request.path_params["token"])
        values = view.values
        if view.form and request.query_params:
            values = {**values, **preselected(view.form, request.query_params)}
        return self._page(request, view, values)

    async def act(self, request: Request) -> Response:
        token = request.path_params["token"]
        data = await _sent(request)
        if data == ONE_CLICK:
            await run_in_threadpool(self._services.act, token, NOTHING)
            return PlainTextResponse("You will get no more of these emails.")
        try:
            result = await run_in_threadpool(self._services.act, token, data)
        except BadInput as error:
            view = await run_in_threadpool(self._services.show, token)
            return self._page(request, view, data, _errors(error), 422)
        if result.onward:
            return RedirectResponse(result.onward, status_code=303)
        return _see(request, f"/a/{quote(token)}/done/{result.thanks}")

    def done(self, request: Request) -> Response:
        if request.path_params["what"] not in self._thanks:
            raise HTTPException(404)
        title, paragraphs = self._thanks[request.path_params["what"]]
        return self._draw(
            request,
            "done.html",
            200,
            title=title,
            paragraphs=paragraphs,
            back=f"{_root(request)}/a/{quote(request.path_params['token'])}",
        )

    async def renew(self, request: Request) -> Response:
        token = request.path_params["token"]
        await run_in_threadpool(self._services.renew, token)
        return _see(request, f"/a/{quote(token)}/done/new_link")

    async def report(self, request: Request) -> Response:
        document = await run_in_threadpool(self._services.report, request.path_params["token"])
        return HTMLResponse(document, headers={"Content-Security-Policy": REPORT_POLICY})

    def static(self, request: Request) -> Response:
        if request.path_params["name"] != self._style_name:
            raise HTTPException(404)
        kept = {"Cache-Control": _KEPT_FOR_EVER}
        return Response(self._style, media_type="text/css", headers=kept)

    async def ready(self, _: Request) -> Response:
        is_ready = await run_in_threadpool(self._services.is_ready)
        if is_ready:
            return PlainTextResponse("ready")
        return PlainTextResponse("not ready", status_code=503)

    async def refused(self, request: Request, error: Exception) -> Response:
        status = next((HTTP_STATUS[kind] for kind in type(error).__mro__ if kind in HTTP_STATUS), 0)
        if isinstance(error, LinkExpired):
            token = quote(request.path_params.get("token", ""))
            return self._message(request, "410", 410, renew=f"{_root(request)}/a/{token}/new-link")
        return self._message(request, str(status or 500), status or 500)

    async def missing(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 404
        headers = error.headers if isinstance(error, HTTPException) else None
        response = self._message(request, "404" if status == 404 else "400", status)
        response.headers.update(headers or {})
        return response

    async def broken(self, request: Request, _: Exception) -> Response:
        """Whatever nobody foresaw; Starlette answers it outside the guard, and logs it."""
        response = self._message(request, "500", 500)
        response.headers.update({**HEADERS, "Cache-Control": "no-store"})
        return response

    def _page(
        self,
        request: Request,
        view: PageView,
        values: Data,
        errors: tuple[FieldError, ...] = (),
        status: int = 200,
    ) -> Response:
        filled = Filled(view.form, values, errors) if view.form else None
        return self._draw(request, "page.html", status, view=view, filled=filled, errors=errors)

    def _message(self, request: Request, which: str, status: int, renew: str = "") -> Response:
        return self._draw(request, "message.html", status, which=which, renew=renew)

    def _draw(self, request: Request, name: str, status: int, **facts: object) -> Response:
        sheet = f"{_root(request)}/static/{self._style_name}"
        text = self._templates.get_template(name).render(sheet=sheet, **facts)
        return HTMLResponse(text, status_code=status)


def _errors(error: BadInput) -> tuple[FieldError, ...]:
    if isinstance(error, BadAnswers):
        return error.errors
    return (FieldError("", "something here does not fit; look it over and send it again"),)


async def _sent(request: Request) -> Mapping[str, list[str]]:
    """The inputs of a form as they came; files and anything that is no form are refused."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind not in _FORMS:
        raise HTTPException(415)
    form: FormData = await request.form(max_files=0, max_fields=MOST_INPUTS)
    if len(form.multi_items()) > MOST_INPUTS:
        raise HTTPException(400)
    return {name: [each for each in form.getlist(name) if isinstance(each, str)] for name in form}


def _root(request: Request) -> str:
    root: str = request.scope.get("root_path", "")
    return root.rstrip("/")


def _see(request: Request, path: str) -> Response:
    return RedirectResponse(f"{_root(request)}{path}", status_code=303)
