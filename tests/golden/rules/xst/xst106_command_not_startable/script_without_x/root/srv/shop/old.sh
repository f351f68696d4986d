#!/bin/ksh88 -e
