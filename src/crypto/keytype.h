/* keytype: the byte in front of a public key wherever one is signed or hashed, so that a key of
 * one kind is never taken for another.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

typedef enum {
  KEY_TYPE_ACCOUNT = 1, /* Ed25519, the account's identity */
  KEY_TYPE_DEVICE,      /* the engine's identity of a device */
  KEY_TYPE_SIGNING,     /* Ed25519, signs for a device */
  KEY_TYPE_SENDER,      /* Ed25519, signs a device's messages to a group */
  KEY_TYPE_LINK,        /* X25519, lives while a device is linked */
} KeyType;
