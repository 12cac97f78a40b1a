"""A server on loopback that behaves as badly as it is told to, and a listener that counts who comes where nobody may come."""

from tests.hostile_server.blog import Blog, feed_answer, page, post_path, sitemap
from tests.hostile_server.listener import Listener
from tests.hostile_server.server import Answer, Handler, HostileServer, Seen, answer

__all__ = ["Answer", "Blog", "Handler", "HostileServer", "Listener", "Seen", "answer", "feed_answer", "page", "post_path", "sitemap"]
