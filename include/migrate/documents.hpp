#pragma once

#include <migrate/compat_report.hpp>
#include <migrate/down.hpp>
#include <migrate/history.hpp>
#include <migrate/ledger.hpp>
#include <migrate/report.hpp>
#include <migrate/workflow.hpp>

/// Report value → Document. One file of src/report/documents/ = one verb.
namespace migrate::report {

Document document(const workflow::SyncReport& report, const Surface& surface);

enum class Rows { elided, all };  ///< what a person sees of long runs of applied migrations
Document document(const workflow::StatusReport& report, const Surface& surface, Rows rows = Rows::elided);

Document document(const workflow::PlanReport& report, const Surface& surface);
Document document(const workflow::ApplyReport& report, const Surface& surface);
Document document(const workflow::CompatReport& report, const Surface& surface);
Document document(const workflow::AmendReport& report, const Surface& surface);
Document document(const workflow::InitReport& report, const Surface& surface);
Document document(const workflow::NewReport& report, const Surface& surface);
Document document(const workflow::UrlReport& report, const Surface& surface);
Document document(const workflow::GuardReport& report, const Surface& surface);
Document document(const workflow::DoctorReport& report, const Surface& surface);
Document document(const workflow::SurveyReport& report, const Surface& surface);
Document document(const workflow::LedgerReport& report, const Surface& surface);
Document document(const workflow::DownReport& report, const Surface& surface);

/// What `migrate explain CODE` and `migrate explain` print.
Document document(const diagnostic::Code& code, const Surface& surface);
Document document(const std::vector<diagnostic::Code>& codes);

/// A line of the story, its verb set to the right: "   Connected to production, direct (83 ms)".
Styled story_line(const workflow::Step& step, const Surface& surface = {});

}  // namespace migrate::report
