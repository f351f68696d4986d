"""A worker that has nothing to do, and does it every so often."""
import argparse
import time

parser = argparse.ArgumentParser()
parser.add_argument("--every", type=float, default=60)
arguments = parser.parse_args()
while True:
    print("nothing to do", flush=True)
    time.sleep(arguments.every)
