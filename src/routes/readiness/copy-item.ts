import * as m from '$lib/paraglide/messages';
import type { StorageHealth } from '$lib/records/storage-health';
import { errorSentence } from '$lib/ui/error-words';
import type { ReadinessEntry } from './items';

/** Whether what the screen confirms is kept twice. */
export function copyItem({ copy }: StorageHealth): ReadinessEntry {
	const base = { id: 'copy', icon: 'grid', label: m.records_ready_copy() } as const;
	if (copy.state === 'complete') return { ...base, state: 'ok', text: m.records_ready_copy_yes() };
	if (copy.state === 'unavailable') return { ...base, state: 'warn', text: m.records_ready_copy_no() };
	if (!copy.fault) return { ...base, state: 'unknown', text: m.records_ready_copy_behind() };
	const text = m.records_ready_copy_fault({ reason: errorSentence(copy.fault) });
	return { ...base, state: 'warn', text };
}
