import multiprocessing
import os
workers = multiprocessing.cpu_count() * 2 + 1
bind = ['unix:%s' % '/run/a.sock', f"0.0.0.0:{8000 + 1}"]
timeout = 60 * 5
umask = 0o007
accesslog = "-"
here = os.path.dirname(os.path.abspath(__file__))
pidfile = os.path.join("/run", "a" + ".pid")
raw_env = ["A=1"]
raw_env.append("B=2")
def when_ready(server):
    server.log.info("ready")
if timeout > 100:
    graceful_timeout = timeout // 2
