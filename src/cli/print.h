/* print: rows as lines of JSON on standard output.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core.h"
#include "people-file.h"

void print_message (const MessageRow *row);
/* A message that was there before is another now. */
void print_change (const MessageRow *row);
void print_person (const Receipt *receipt);
void print_reactor (const Reactor *reactor);
void print_version (const MessageVersion *version);
/* What became of a message: its name and state. */
void print_receipt (const MessageRow *row);
void print_sticker (const StickerPackRow *pack, const StickerRow *row);
void print_chat (const ChatRow *row);
void print_list (const ListRow *row);
void print_group (const GroupRow *row);
void print_contact (const ContactRow *row);
/* What came of a file of vCards. */
void print_people (const CorePeople *people, guint added);
void print_presence (const PresenceRow *row);
void print_activity (const ActivityRow *row);
void print_link (const LinkRow *row);
void print_account (const AccountRow *account, const LinkRow *link);
void print_device (const CoreDevice *device);
void print_work (const WorkRow *row);
void print_backup (const BackupRow *row);
void print_backup_file (const CoreBackup *backup);
/* {"type":TYPE, NAME:VALUE} */
void print_value (const char *type, const char *name, const char *value);
void print_code_and_words (const char *code, const char *words);
void print_pairing (const PairingRow *row);
void print_safety (const Conv *conv, const CoreSafety *safety);
