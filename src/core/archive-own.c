/* archive-own: see the header.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "archive-own.h"

#include "archive-text.h"
#include "own-state.h"

#include <string.h>

/* What a person has chosen, on whatever device. */
static const char *const kept_settings[] = { "read-receipts", "typing", "backup-daily" };

void
archive_settings_write (Core *core, GString *out)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kept_settings); i++) {
    g_autoptr (ArchiveRecord) record = g_new0 (ArchiveRecord, 1);

    record->kind = ARCHIVE_SETTING;
    record->setting.value = store_setting_get (core->store, kept_settings[i]);
    if (record->setting.value == NULL)
      continue;
    record->setting.key = g_strdup (kept_settings[i]);
    archive_write (record, out);
  }
}

void
archive_setting_put (Core *core, const ArchiveSetting *setting)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kept_settings); i++) {
    g_autofree char *here = store_setting_get (core->store, kept_settings[i]);

    if (here == NULL && strcmp (setting->key, kept_settings[i]) == 0)
      store_setting_put (core->store, kept_settings[i], setting->value);
  }
}

ArchiveRecord *
archive_state_of (const StoreState *state)
{
  ArchiveRecord *record = g_new0 (ArchiveRecord, 1);
  ArchiveState *to = &record->state;

  record->kind = ARCHIVE_STATE;
  to->what = g_strdup (state->what);
  to->chat = state->chat;
  to->author = state->author;
  to->id = state->id;
  to->n = state->n;
  to->text = archive_text_or_null (state->text);
  to->place = MAX (state->place, 1);
  return record;
}

void
archive_state_put (Core *core, const ArchiveState *from)
{
  StoreState state = { from->what, from->chat, from->author,
                       from->id,   from->n,    from->text != NULL ? from->text : (char *) "",
                       from->place };

  own_state_put (core, &state);
}
