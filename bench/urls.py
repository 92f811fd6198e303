from django.http import HttpRequest, HttpResponse
from django.urls import path

from jobboard import urls


def hello(request: HttpRequest) -> HttpResponse:
    """Nothing but the framework: what every page is compared with."""
    return HttpResponse("hello")


urlpatterns = [path("hello/", hello), *urls.urlpatterns]
handler400 = urls.handler400
