/* find: a page of what was found.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include "find.h"

FoundPage *
found_page_new (void)
{
  FoundPage *page = g_new0 (FoundPage, 1);

  page->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) message_row_unref);
  return page;
}

void
found_page_free (FoundPage *page)
{
  if (!page)
    return;
  g_ptr_array_unref (page->rows);
  g_free (page);
}
