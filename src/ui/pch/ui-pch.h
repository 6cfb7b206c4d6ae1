/* ui-pch: what every file of the UI would parse anew, which takes as long as the rest of it. Each
 * includes what it needs all the same. SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>
