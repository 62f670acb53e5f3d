import type { DeviceSummary, Session, StoredReport, Tally } from '$lib/domain/report-protocol';
import * as api from './desk-api';
import { countsByKey, pChart, totalCounts, type Counts } from './figures';

const HOUR_MS = 3_600_000;

/** Length of each period, and the width of one point of its chart, minutes. */
export const PERIODS = {
	'8h': { ms: 8 * HOUR_MS, resolution: 15 },
	'24h': { ms: 24 * HOUR_MS, resolution: 60 },
	'7d': { ms: 7 * 24 * HOUR_MS, resolution: 360 },
	'30d': { ms: 30 * 24 * HOUR_MS, resolution: 1440 }
} as const;
export type Period = keyof typeof PERIODS;

/** `asking`: whether somebody is signed in is not known yet. */
export type DeskState = 'asking' | 'signed-out' | 'signed-in';

/** Everything that one look at the server brought. */
interface Look {
	readonly atMs: number;
	readonly byTime: readonly Tally[];
	readonly byLine: readonly Tally[];
	readonly byLineLastHour: readonly Tally[];
	readonly byShift: readonly Tally[];
	readonly byModel: readonly Tally[];
	readonly byModelBefore: readonly Tally[];
	readonly devices: readonly DeviceSummary[];
}

const REFRESH_MS = 30_000;

/** The desk's behaviour: who is signed in, what is asked for, and what came back. */
export class Desk {
	#state = $state<DeskState>('asking');
	#session = $state.raw<Session | null>(null);
	#look = $state.raw<Look | null>(null);
	#opens = $state.raw<readonly StoredReport[]>([]);
	#moreOpens = $state(false);
	#unreachable = $state(false);
	/** Counts the looks, so that an answer that comes late does not replace a newer one. */
	#asked = 0;

	period = $state<Period>('8h');
	/** Empty: all. */
	line = $state('');
	shift = $state('');

	get state(): DeskState {
		return this.#state;
	}
	get session(): Session | null {
		return this.#session;
	}
	get look(): Look | null {
		return this.#look;
	}
	get opens(): readonly StoredReport[] {
		return this.#opens;
	}
	get moreOpens(): boolean {
		return this.#moreOpens;
	}
	/** The last question had no answer; what is shown is the answer before it. */
	get unreachable(): boolean {
		return this.#unreachable;
	}

	readonly total: Counts = $derived(totalCounts(this.#look?.byTime ?? []));
	readonly chart = $derived(pChart(countsByKey(this.#look?.byTime ?? [])));
	readonly lines: readonly Counts[] = $derived(countsByKey(this.#look?.byLine ?? []));
	readonly linesLastHour: ReadonlyMap<string, Counts> = $derived(
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew each time, never changed
		new Map(countsByKey(this.#look?.byLineLastHour ?? []).map((counts) => [counts.key, counts]))
	);
	readonly shifts: readonly string[] = $derived(countsByKey(this.#look?.byShift ?? []).map(({ key }) => key));
	/** Versions that made checks; what has no version (corrections) is left out. */
	readonly models: readonly Counts[] = $derived(countsByKey(this.#look?.byModel ?? []).filter(({ key }) => key));
	readonly modelsBefore: ReadonlyMap<string, Counts> = $derived(
		// eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew each time, never changed
		new Map(countsByKey(this.#look?.byModelBefore ?? []).map((counts) => [counts.key, counts]))
	);

	/** What is asked for now. The end lies a little ahead, for tablets whose clocks are. */
	filter(nowMs = Date.now()): api.DeskFilter {
		const fromMs = nowMs - PERIODS[this.period].ms;
		return { fromMs, toMs: nowMs + HOUR_MS, line: this.line || undefined, shift: this.shift || undefined };
	}

	/** Asks who is signed in, and keeps the desk fresh until the returned function is called. */
	open(): () => void {
		void this.#guard(async () => this.#signedIn(await api.readSession()));
		const timer = setInterval(() => this.#state === 'signed-in' && void this.refresh(), REFRESH_MS);
		return () => clearInterval(timer);
	}

	/** False: the token is not known, or is a tablet's. */
	async signIn(token: string): Promise<boolean> {
		const session = await api.signIn(token.trim());
		if (session.role === 'device') return false;
		await this.#signedIn(session);
		return true;
	}

	async signOut(): Promise<void> {
		await api.signOut().catch(() => undefined);
		this.#forget();
	}

	async refresh(): Promise<void> {
		const asked = ++this.#asked;
		await this.#guard(async () => {
			const [look, opens] = await Promise.all([this.#ask(), api.readReports({ ...this.filter(), outcome: 'open' })]);
			if (asked !== this.#asked) return;
			this.#look = look;
			this.#showOpens([], opens);
		});
	}

	/** The next page of opens. */
	async more(): Promise<void> {
		await this.#guard(async () => {
			const filter = { ...this.filter(), outcome: 'open' } as const;
			this.#showOpens(this.#opens, await api.readReports(filter, this.#opens.at(-1)?.cursor));
		});
	}

	async #ask(): Promise<Look> {
		const atMs = Date.now();
		const filter = this.filter(atMs);
		const { ms, resolution } = PERIODS[this.period];
		const lastHour = { ...filter, fromMs: atMs - HOUR_MS };
		const before = { ...filter, fromMs: filter.fromMs - ms, toMs: filter.fromMs };
		const everything = { fromMs: filter.fromMs, toMs: filter.toMs };
		const [byTime, byLine, byLineLastHour, byShift, byModel, byModelBefore, devices] = await Promise.all([
			api.readTallies(filter, 'time', resolution),
			api.readTallies(everything, 'line'),
			api.readTallies({ ...lastHour, line: undefined }, 'line'),
			api.readTallies(everything, 'shift'),
			api.readTallies(filter, 'model'),
			api.readTallies(before, 'model'),
			api.readDevices()
		]);
		return { atMs, byTime, byLine, byLineLastHour, byShift, byModel, byModelBefore, devices };
	}

	#showOpens(before: readonly StoredReport[], page: readonly StoredReport[]): void {
		this.#opens = [...before, ...page];
		this.#moreOpens = page.length === 24;
	}

	async #signedIn(session: Session): Promise<void> {
		this.#session = session;
		this.#state = 'signed-in';
		await this.refresh();
	}

	async #guard(work: () => Promise<void>): Promise<void> {
		try {
			await work();
			this.#unreachable = false;
		} catch (thrown) {
			if (thrown instanceof api.SignedOut) this.#forget();
			else if (thrown instanceof api.Unreachable) {
				this.#unreachable = true;
				if (this.#state === 'asking') this.#state = 'signed-out';
			} else throw thrown;
		}
	}

	#forget(): void {
		this.#state = 'signed-out';
		this.#session = null;
		this.#look = null;
		this.#opens = [];
	}
}
