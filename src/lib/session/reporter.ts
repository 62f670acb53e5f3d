import { base } from '$app/paths';
import { recordsOutbox } from '$lib/reporting/records-outbox';
import { Reporter } from '$lib/reporting/reporter.svelte';
import { HttpTransport } from '$lib/reporting/transport';
import { recordStore } from '$lib/records/store';
import { settings } from './settings.svelte';

/** The tablet's one reporter; null in the static build, which has no server to report to. */
export const reporter = __REPORTING__
	? new Reporter(recordsOutbox(recordStore()), new HttpTransport(`${base}/api`))
	: null;

/** Starts or stops reporting as the settings say; run it in an effect, so that it follows them. */
export function followReportingSetting(): void {
	if (!reporter) return;
	void (settings.current.reporting.enabled ? reporter.start() : reporter.stop());
}
