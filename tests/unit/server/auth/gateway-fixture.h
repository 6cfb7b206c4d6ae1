/* gateway-fixture: sends one code through a gateway and says how it went.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "error.h"
#include "gateway-private.h"

#define TO "+447911123456"
#define CODE "271828"
#define TEXT "Your \"Whinchat\" code is " CODE " & no\\thing else\n"
#define SECRET "s3cret-token"

/* Waits until sent; NULL on success. Caller frees. Fails the test when the error gives anything
 * away. */
GError *send_code (Gateway *gateway, GCancellable *cancellable);

/* Sends, and asserts the error's code and that its words hold this part. */
void assert_fails (Gateway *gateway, WhinError code, const char *part);
void assert_sends (Gateway *gateway);
