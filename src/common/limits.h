/* limits: every size, count and time both ends agree on. PROTOCOL.md lists them; a test compares.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* This folder is searched before the system's, whose header of the same name GLib needs. */
#include_next <limits.h>

/* X (NAME, value, unit, meaning) */
#define LIMITS(X)                                                                                  \
  X (FRAME_MAX, 512 * 1024, "bytes", "one WebSocket message, all fragments together")              \
  X (CONTENT_MAX, 16 * 1024, "bytes", "one content before encryption")                             \
  X (CT_MAX, 26 * 1024, "characters", "one `ct`, base64url")                                       \
  X (EPH_MAX, 1024, "characters", "the `body` of an `eph`, base64url")                             \
  X (SEND_TO_MAX, 2560, "entries", "devices named by one `send`")                                  \
  X (SEND_MEDIA_MAX, 32, "ids", "media objects named by one `send`")                               \
  X (BATCH_MAX, 256, "objects", "frames in one array frame from a client")                         \
  X (CATCHUP_ITEMS, 64, "items", "in one array frame while catching up")                           \
  X (CATCHUP_BYTES, 64 * 1024, "bytes", "in one array frame while catching up")                    \
  X (WINDOW_MAX, 256, "items", "sent and not yet acknowledged, per device")                        \
  X (JSON_DEPTH_MAX, 8, "levels", "nesting of a frame or a REST body")                             \
  X (REST_BODY_MAX, 256 * 1024, "bytes", "a REST request body (media uploads apart)")              \
  X (WATCH_MAX, 256, "accounts", "whose presence one device may watch")                            \
  X (FIND_MAX, 500, "numbers", "in one contact discovery request")                                 \
  X (DEVICES_MAX, 10, "devices", "active per account")                                             \
  X (MEMBERS_MAX, 1024, "accounts", "in one group")                                                \
  X (BROADCAST_MAX, 256, "accounts", "in one broadcast list")                                      \
  X (ASKS_MAX, 16, "accounts", "whom a link of a group names to be asked")                         \
  X (PREVIEW_MAX, 1024, "characters", "what a link of a group opens, base64url")                   \
  X (GROUPS_MAX, 1000, "groups", "that one account is in")                                         \
  X (CHANGE_MAX, 24 * 1024, "characters", "one change of a group, base64url")                      \
  X (CHANGES_MAX, 10000, "changes", "of one group, ever")                                          \
  X (CHANGES_PAGE, 64, "changes", "in one answer")                                                 \
  X (LIST_MAX, 8 * 1024, "characters", "a signed device list, base64url")                          \
  X (KEY_MAX, 2 * 1024, "characters", "one public key with what proves it, base64url")             \
  X (KEYS_MAX, 100, "keys", "one-time keys of each kind that a device leaves at the server")       \
  X (KEYS_LOW, 20, "keys", "left of a kind: the device is told to bring more")                     \
  X (NAME_MAX, 64, "characters", "a person's, device's or server's name")                          \
  X (GROUP_ABOUT_MAX, 500, "characters", "the description of a group")                             \
  X (ABOUT_MAX, 140, "characters", "the about line of a profile")                                  \
  X (FILE_NAME_MAX, 200, "bytes", "a file's name inside a message")                                \
  X (THUMB_MAX, 4 * 1024, "bytes", "the thumbnail inside a message")                               \
  X (MEDIA_MAX, 2147483648, "bytes", "one media object, whatever the server's own setting")        \
  X (MEDIA_MAX_DEFAULT, 104857600, "bytes",                                                        \
     "one media object, unless the server's setting says otherwise")                               \
  X (MEDIA_PART, 8388608, "bytes", "one part of a media object that is larger than that")          \
  X (MEDIA_PARTS_PAGE, 16, "parts", "whose addresses are in one answer")                           \
  X (MEDIA_PENDING_MAX, 16, "objects", "announced and not yet stored, per account")                \
  X (MEDIA_PENDING_HOURS, 24, "hours", "an announced or unreferenced object is kept")              \
  X (MEDIA_URL_SECONDS, 900, "seconds", "a presigned address works")                               \
  X (WRAP_MAX, 8 * 1024, "characters", "wrapped secrets beside a backup, base64url")               \
  X (PIN_MIN, 4, "characters", "the shortest registration PIN")                                    \
  X (PIN_MAX, 20, "characters", "the longest registration PIN")                                    \
  X (CODE_DIGITS, 6, "digits", "a one-time code")                                                  \
  X (CODE_SECONDS, 600, "seconds", "a code is valid")                                              \
  X (CODE_TRIES, 5, "tries", "a code may be guessed before it is dead")                            \
  X (LINK_SECONDS, 120, "seconds", "a device link is open")                                        \
  X (PENDING_SECONDS, 900, "seconds", "a linked device waits for the list that names it")          \
  X (RETENTION_DAYS, 30, "days", "an item waits for a device; a message id is remembered")         \
  X (GIVE_UP_DAYS, 14, "days", "a client retries a message")                                       \
  X (EDIT_HOURS, 24, "hours", "a text may be changed after it was sent")                           \
  X (DELETE_HOURS, 48, "hours", "a message may be deleted for everybody after it was sent")        \
  X (MENTIONS_MAX, 64, "entries", "people called by name in one text")                             \
  X (REACTION_MAX, 64, "bytes", "the emoji of a reaction")                                         \
  X (PINNED_MAX, 3, "messages", "pinned in one chat")                                              \
  X (VERSIONS_MAX, 32, "texts", "kept of one message that is edited again and again")              \
  X (HEARTBEAT_SECONDS, 25, "seconds", "of silence before either end sends `hb`")                  \
  X (TYPING_SECONDS, 6, "seconds", "a typing notice lasts unless renewed")                         \
  X (EXPIRES_MIN, 5, "seconds", "the shortest time that a message lasts")                          \
  X (EXPIRES_MAX, 31536000, "seconds", "the longest")                                              \
  X (POLL_OPTIONS_MAX, 12, "options", "of a poll; at least two")                                   \
  X (POLL_OPTION_MAX, 64, "characters", "one option of a poll")                                    \
  X (POLL_QUESTION_MAX, 255, "characters", "the question of a poll")                               \
  X (PLACE_NAME_MAX, 100, "characters", "what a place is called")                                  \
  X (VOICE_SECONDS_MAX, 3600, "seconds", "a voice message")                                        \
  X (VOICE_BARS_MAX, 100, "bytes", "the waveform of a voice message, a bar each")                  \
  X (ALBUM_MAX, 32, "messages", "pictures and videos of one album")                                \
  X (VIDEO_SECONDS_MAX, 86400, "seconds", "a video says it lasts, at most")                        \
  X (PREVIEW_TITLE_MAX, 200, "characters", "the title of a page that a text leads to")             \
  X (PREVIEW_THUMB_MAX, 6 * 1024, "bytes", "the picture of that page inside a text")               \
  X (STICKER_SIDE, 512, "pixels", "the longer side of a sticker")                                  \
  X (STICKER_BYTES, 256 * 1024, "bytes", "a sticker before it is sealed")

enum {
#define LIMIT_ENUM_(NAME, value, unit, meaning) LIMIT_##NAME = value,
  LIMITS (LIMIT_ENUM_)
#undef LIMIT_ENUM_
};
