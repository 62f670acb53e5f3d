import * as m from '$lib/paraglide/messages';
import type { ErrorCode } from '$lib/domain/errors';
import type { ChallengeState } from '$lib/domain/record';
import type { EngineStatus } from '$lib/inference/bridge';
import type { StorageHealth } from '$lib/records/storage-health';
import { vouches } from '$lib/session/fail-safe';
import type { SelfTestNow } from '$lib/session/self-test-now.svelte';
import { formatBytes, formatNumber, formatTime } from '$lib/ui/format';
import { errorSentence } from '$lib/ui/error-words';
import { challengeWord } from '$lib/ui/record-words';
import type { IconName } from '$lib/ui/icons/shapes';
import { copyItem } from './copy-item';

export type ItemState = 'ok' | 'warn' | 'bad' | 'unknown';
export interface ReadinessEntry {
	readonly id:
		| 'engine'
		| 'challenge'
		| 'offline'
		| 'persist'
		| 'space'
		| 'chain'
		| 'copy'
		| 'retention'
		| 'export'
		| 'report'
		| 'wake';
	readonly icon: IconName;
	readonly label: string;
	readonly state: ItemState;
	readonly text: string;
}

export interface ReadinessFacts {
	readonly health: StorageHealth | null;
	/** Null while it is being asked. */
	readonly offline: boolean | null;
	readonly engine: EngineStatus;
	readonly selfTest: SelfTestNow['state'];
	/** Wall time, milliseconds since 1970. */
	readonly nowMs: number;
	/** Null while it is not known, as before the model is loaded. */
	readonly challenge: ChallengeState | null;
	/** Why the retention rule could not be applied; null where it could. */
	readonly retentionFault: ErrorCode | null;
	readonly wakeLock: boolean;
}

/** Under this much room a shift's pictures may not fit, bytes. */
const LITTLE_ROOM = 200e6;
/** Records that somebody would miss if the tablet broke today. */
const MANY_UNEXPORTED = 1000;

/** What must be in order before a shift, the most important first. */
export function readinessItems(facts: ReadinessFacts): ReadinessEntry[] {
	const { health } = facts;
	return [
		engineItem(facts),
		challengeItem(facts.challenge),
		offlineItem(facts.offline),
		...(health
			? [
					persistItem(health),
					spaceItem(health),
					chainItem(health),
					copyItem(health),
					exportItem(health),
					reportItem(health)
				]
			: []),
		...(facts.retentionFault ? [retentionItem(facts.retentionFault)] : []),
		wakeItem(facts.wakeLock)
	];
}

/** What a verdict rests on: not known to be in order is not in order. */
const PROOFS: readonly ReadinessEntry['id'][] = ['engine', 'challenge'];

/** Whether an item stands in the way of "all ready". */
export const isUnresolved = ({ id, state }: ReadinessEntry): boolean =>
	state === 'warn' || state === 'bad' || (state === 'unknown' && PROOFS.includes(id));

/** True where a service worker serves this page, so that it starts without a network. */
export async function offlineReady(): Promise<boolean> {
	const registration = await navigator.serviceWorker?.getRegistration().catch(() => undefined);
	return Boolean(registration?.active);
}

function engineItem({ engine, selfTest, nowMs }: ReadinessFacts): ReadinessEntry {
	const { state, backend, modelVersion, lastSelfTest, fellBack } = engine;
	const base = { id: 'engine', icon: 'cpu', label: m.records_ready_engine() } as const;
	if (state === 'failed' || lastSelfTest?.passed === false) {
		return { ...base, state: 'bad', text: m.records_ready_engine_failed() };
	}
	if (state === 'ready' && lastSelfTest && selfTest === 'idle') {
		const words = { version: modelVersion ?? '', backend: backend ?? '', time: formatTime(lastSelfTest.atMs) };
		if (!vouches(lastSelfTest, nowMs)) return { ...base, state: 'warn', text: m.records_ready_engine_old(words) };
		const text = m.records_ready_engine_ok(words);
		return fellBack
			? { ...base, state: 'warn', text: `${m.settings_model_fell_back()} ${text}` }
			: { ...base, state: 'ok', text };
	}
	const text =
		state === 'idle' && selfTest === 'idle' ? m.records_ready_engine_idle() : m.records_ready_engine_loading();
	return { ...base, state: 'unknown', text };
}

function challengeItem(state: ChallengeState | null): ReadinessEntry {
	const base = { id: 'challenge', icon: 'challenge', label: m.records_ready_challenge() } as const;
	if (!state) return { ...base, state: 'unknown', text: m.records_challenge_unknown_text() };
	const light = { passed: 'ok', due: 'warn', failed: 'bad' } as const;
	const text = state === 'due' ? m.records_challenge_due_text() : challengeWord(state);
	return { ...base, state: light[state], text };
}

function offlineItem(ready: boolean | null): ReadinessEntry {
	const base = { id: 'offline', icon: 'offline', label: m.records_ready_offline() } as const;
	if (ready === null) return { ...base, state: 'unknown', text: '' };
	return ready
		? { ...base, state: 'ok', text: m.records_ready_offline_yes() }
		: { ...base, state: 'bad', text: m.records_ready_offline_no() };
}

function persistItem({ persisted, evictionDays }: StorageHealth): ReadinessEntry {
	const base = { id: 'persist', icon: 'lock', label: m.records_ready_persist() } as const;
	if (persisted) return { ...base, state: 'ok', text: m.records_ready_persist_yes() };
	if (evictionDays) return { ...base, state: 'bad', text: m.records_ready_persist_days({ days: evictionDays }) };
	return { ...base, state: 'warn', text: m.records_ready_persist_no() };
}

function spaceItem({ usage }: StorageHealth): ReadinessEntry {
	const base = { id: 'space', icon: 'storage', label: m.records_ready_space() } as const;
	if (!usage) return { ...base, state: 'unknown', text: m.records_ready_unknown() };
	const free = Math.max(0, usage.quota - usage.used);
	const text = m.records_ready_space_text({ free: formatBytes(free), used: formatBytes(usage.used) });
	return { ...base, state: free < LITTLE_ROOM ? 'warn' : 'ok', text };
}

function chainItem({ deviceLabel, records }: StorageHealth): ReadinessEntry {
	const text = m.records_ready_chain_text({ device: deviceLabel, count: formatNumber(records) });
	return { id: 'chain', icon: 'link', label: m.records_ready_chain(), state: 'ok', text };
}

function retentionItem(fault: ErrorCode): ReadinessEntry {
	const text = m.records_ready_retention_fault({ reason: errorSentence(fault) });
	return { id: 'retention', icon: 'trash', label: m.records_privacy_heading(), state: 'warn', text };
}

function exportItem({ lastExport, sinceExport, records }: StorageHealth): ReadinessEntry {
	const base = { id: 'export', icon: 'download', label: m.records_ready_export() } as const;
	const state = sinceExport > MANY_UNEXPORTED ? 'warn' : 'ok';
	if (!lastExport) return { ...base, state, text: m.records_ready_export_never({ count: formatNumber(records) }) };
	const time = formatTime(Date.parse(lastExport.wallTime));
	return { ...base, state, text: m.records_ready_export_text({ time, count: formatNumber(sinceExport) }) };
}

function reportItem({ outbox }: StorageHealth): ReadinessEntry {
	const base = { id: 'report', icon: 'desk', label: m.records_ready_unreported() } as const;
	const { pending, rejected, sent } = outbox;
	if (pending + rejected + sent === 0) {
		return { ...base, state: 'ok', text: m.records_ready_unreported_off() };
	}
	const text = m.records_ready_unreported_text({
		pending: formatNumber(pending),
		rejected: formatNumber(rejected),
		sent: formatNumber(sent)
	});
	return { ...base, state: rejected > 0 ? 'warn' : 'ok', text };
}

function wakeItem(available: boolean): ReadinessEntry {
	const base = { id: 'wake', icon: 'sun', label: m.records_ready_wake() } as const;
	return available
		? { ...base, state: 'ok', text: m.records_ready_wake_yes() }
		: { ...base, state: 'warn', text: m.records_ready_wake_no() };
}
