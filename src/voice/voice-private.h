/* voice, inside.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "voice.h"

#include <gst/gst.h>

/* Blocks. The microphone of that id, or the desktop's when id is NULL or it is not there. Floating;
 * NULL when there is no way to any. */
GstElement *voice_source_new (const char *id);

/* A pipeline from its description, with elements of ours only; NULL and WHIN_ERROR_INTERNAL when
 * one of them is not installed. */
GstElement *voice_pipeline_new (const char *description, GError **error);
/* Puts bytes in front of the first element that wants them: `name` is a giostreamsrc. */
void voice_pipeline_feed (GstElement *pipeline, const char *name, GBytes *bytes);
/* Ends and frees a pipeline on a thread: closing a device may take its time. */
void voice_pipeline_drop (GstElement *pipeline);
/* Highest of all channels, of a message of the element `level`; FALSE when it is another message.
 */
gboolean voice_level_of (GstMessage *message, double *decibels);
/* What an error of the pipeline means; device: WHIN_ERROR_DEVICE and those words. */
GError *voice_error_of (GstMessage *message, const char *device);

#define VOICE_LEVEL_MS 50 /* between two of its messages */
