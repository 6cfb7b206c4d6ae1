/* inside: runs a test on the core's own thread, where the functions of its files are at home.
 *
 * The core is device 1 of an account and connected to nothing; it knows nobody else.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "friend.h"

#include "core-private.h"

typedef struct {
  Core *core;
  Friend *self;
  Friend *grace; /* a stranger, with two devices */
  gpointer peer; /* what the core was opened by */
} Inside;

void inside_set_up (Inside *inside, gconstpointer data);
void inside_tear_down (Inside *inside, gconstpointer data);

typedef void (*InsideFunc) (Core *core, Inside *inside);
/* Runs func (an InsideFunc) on the core's thread and waits until it is done. */
void inside_run (Inside *inside, gconstpointer func);

#define inside_add(path, func)                                                                     \
  g_test_add (path, Inside, (gconstpointer) func, inside_set_up, inside_run, inside_tear_down)
