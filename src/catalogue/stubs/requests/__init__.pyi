# verified: requests 2.34.2
from requests import adapters, api, auth, cookies, exceptions, models, sessions
from requests.api import delete, get, head, options, patch, post, put, request
from requests.exceptions import ConnectionError, ConnectTimeout, HTTPError, JSONDecodeError, ReadTimeout, RequestException, Timeout, TooManyRedirects, URLRequired
from requests.models import PreparedRequest, Request, Response
from requests.sessions import Session, session
