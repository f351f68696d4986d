import multiprocessing
import os
name = "shop"
log_level = os.environ.get("LOG_LEVEL", "info")
loglevel = log_level
pid = os.getpid()
def on_starting(server):
    server.log.info("%s starts as %s", name, pid)
workers = multiprocessing.cpu_count() * 2 + 1
worker = None
proc_name = name
