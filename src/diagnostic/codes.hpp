#pragma once

#include <migrate/diagnostic.hpp>

#include <span>

/// One table an area: adding a code is one row of its file in codes/.
namespace migrate::diagnostic {

extern const std::span<const Code> config_codes;      // M00xx
extern const std::span<const Code> connection_codes;  // M0100 to M0109
extern const std::span<const Code> connecting_codes;  // M0110 to M0119
extern const std::span<const Code> reading_codes;     // M0130 to M0134
extern const std::span<const Code> guarding_codes;    // M0135 to M0139
extern const std::span<const Code> survey_codes;      // M0140 to M0159
extern const std::span<const Code> sources_codes;     // M02xx
extern const std::span<const Code> sql_codes;         // M0220 to M0239
extern const std::span<const Code> alembic_codes;     // M0240 to M0259
extern const std::span<const Code> collecting_codes;  // M03xx
extern const std::span<const Code> plan_codes;        // M05xx
extern const std::span<const Code> compat_codes;      // M0520 to M0539
extern const std::span<const Code> apply_codes;       // M06xx
extern const std::span<const Code> consent_codes;     // M0640 to M0643
extern const std::span<const Code> preflight_codes;   // M0644 to M0659
extern const std::span<const Code> history_codes;     // M0660 to M0679
extern const std::span<const Code> ledger_codes;      // M0680 to M0699
extern const std::span<const Code> doctor_codes;      // M07xx

}  // namespace migrate::diagnostic
