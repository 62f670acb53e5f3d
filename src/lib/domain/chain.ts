import { GENESIS_HASH, type LogRecord } from './record';
import { hashOf, recordHash } from './record-hash';

/** What is wrong at one place of a chain. `id` is null where the record itself is not there. */
export interface ChainFault {
	readonly kind: 'changed' | 'personal-changed' | 'removed' | 'reordered' | 'duplicated';
	readonly deviceId: string;
	readonly sequence: number;
	/** Last sequence number concerned; differs from `sequence` only for a removed stretch. */
	readonly through: number;
	readonly id: string | null;
}

export interface ChainReport {
	readonly deviceId: string;
	/** Records read. */
	readonly records: number;
	readonly firstSequence: number;
	readonly lastSequence: number;
	readonly headHash: string;
	/** 0, or the last sequence number that retention deleted by rule, proven by a retention record of the chain. */
	readonly deletedThrough: number;
	readonly faults: readonly ChainFault[];
}

/** A place in a chain that is known from elsewhere: the tablet's memory, a printed report, the server. */
export interface KnownHead {
	readonly sequence: number;
	readonly hash: string;
}

/** Hash at each place through which a retention record states deletion, by `place`. */
type Deletions = Map<string, string>;
const place = (deviceId: string, sequence: number) => `${deviceId} ${sequence}`;

/**
 * Reads one device's chain record by record, in the order in which it is stored, and names every fault.
 * Holds one hash for each record, nothing more. See [Note: hash chain].
 */
export class ChainVerifier {
	readonly #faults: ChainFault[] = [];
	/** Stated hashes and back links by sequence number. */
	readonly #seen = new Map<number, { id: string; hash: string; previousHash: string; altered: boolean }>();
	readonly #deletions: Deletions;
	#latest = 0;

	/** @param deletions shared by all chains that are read together: each may state deletions of the others */
	constructor(
		readonly deviceId: string,
		deletions: Deletions = new Map()
	) {
		this.#deletions = deletions;
	}

	/** Takes the next record as stored. The content hashes are computed in parallel where calls are not awaited one by one. */
	async read(record: LogRecord): Promise<void> {
		const { sequence, id, hash, previousHash } = record;
		const here = { deviceId: this.deviceId, sequence, through: sequence, id };
		if (this.#seen.has(sequence)) {
			this.#faults.push({ kind: 'duplicated', ...here });
			return;
		}
		if (sequence < this.#latest) this.#faults.push({ kind: 'reordered', ...here });
		this.#latest = Math.max(this.#latest, sequence);
		const entry = { id, hash, previousHash, altered: false };
		this.#seen.set(sequence, entry);
		if (record.kind === 'retention') {
			this.#deletions.set(place(record.chainDeviceId, record.throughSequence), record.throughHash);
		}

		const [actual, personal] = await Promise.all([recordHash(record), record.personal && hashOf(record.personal)]);
		if (actual !== hash) {
			entry.altered = true;
			this.#faults.push({ kind: 'changed', ...here });
		}
		if (personal && personal !== record.personalHash) this.#faults.push({ kind: 'personal-changed', ...here });
	}

	/** Checks the links and the ends; `head` is where the chain is known to reach at least. */
	finish(head: KnownHead | null = null): ChainReport {
		const sequences = [...this.#seen.keys()].sort((a, b) => a - b);
		const first = sequences[0] ?? 0;
		const last = sequences.at(-1) ?? 0;
		const deletedThrough = this.#checkStart(first, head);
		for (let i = 1; i < sequences.length; i++) this.#checkLink(sequences[i - 1]!, sequences[i]!);
		this.#checkHead(head, last, deletedThrough);
		return {
			deviceId: this.deviceId,
			records: this.#seen.size,
			firstSequence: first,
			lastSequence: last,
			headHash: this.#seen.get(last)?.hash ?? (deletedThrough > 0 ? head!.hash : GENESIS_HASH),
			deletedThrough,
			faults: this.#faults.toSorted((a, b) => a.sequence - b.sequence)
		};
	}

	#checkStart(first: number, head: KnownHead | null): number {
		const entry = this.#seen.get(first);
		if (!entry) return head && this.#isDeleted(head.sequence, head.hash) ? head.sequence : 0;
		if (first === 1) {
			if (entry.previousHash !== GENESIS_HASH) this.#changed(1);
			return 0;
		}
		if (this.#isDeleted(first - 1, entry.previousHash)) return first - 1;
		this.#removed(1, first - 1);
		return 0;
	}

	/** Whether a retention record states the deletion up to this place, and what stood there. */
	#isDeleted(sequence: number, hash: string): boolean {
		return this.#deletions.get(place(this.deviceId, sequence)) === hash;
	}

	#checkLink(before: number, after: number) {
		if (after > before + 1) this.#removed(before + 1, after - 1);
		// The later record remembers the earlier one's hash: where they differ, the earlier one was replaced.
		else if (this.#seen.get(after)!.previousHash !== this.#seen.get(before)!.hash) this.#changed(before);
	}

	#checkHead(head: KnownHead | null, last: number, deletedThrough: number) {
		if (!head || head.sequence === 0 || head.sequence <= deletedThrough) return;
		if (head.sequence > last) this.#removed(last + 1, head.sequence);
		else if (this.#seen.has(head.sequence) && this.#seen.get(head.sequence)!.hash !== head.hash) {
			this.#changed(head.sequence);
		}
	}

	#removed(sequence: number, through: number) {
		this.#faults.push({ kind: 'removed', deviceId: this.deviceId, sequence, through, id: null });
	}

	/** Names a record once, though its own hash and its follower may both betray it. */
	#changed(sequence: number) {
		const entry = this.#seen.get(sequence)!;
		if (entry.altered) return;
		entry.altered = true;
		this.#faults.push({ kind: 'changed', deviceId: this.deviceId, sequence, through: sequence, id: entry.id });
	}
}

/** Records hashed at once while verifying. */
const BATCH = 256;

/**
 * Verifies every chain in a stream of records.
 * @param heads where each chain is known to reach, by device
 * @param onProgress called with the number of records read so far
 */
export async function verifyChains(
	records: AsyncIterable<LogRecord> | Iterable<LogRecord>,
	heads: ReadonlyMap<string, KnownHead> = new Map(),
	onProgress: (read: number) => void = () => {},
	signal?: AbortSignal
): Promise<ChainReport[]> {
	const deletions: Deletions = new Map();
	const chains = new Map<string, ChainVerifier>();
	for (const deviceId of heads.keys()) chains.set(deviceId, new ChainVerifier(deviceId, deletions));
	let read = 0;
	let batch: Promise<void>[] = [];
	for await (const record of records) {
		const chain = chains.get(record.deviceId) ?? new ChainVerifier(record.deviceId, deletions);
		chains.set(record.deviceId, chain);
		batch.push(chain.read(record));
		read += 1;
		if (batch.length < BATCH) continue;
		await Promise.all(batch);
		batch = [];
		signal?.throwIfAborted();
		onProgress(read);
	}
	await Promise.all(batch);
	onProgress(read);
	return [...chains.values()].map((chain) => chain.finish(heads.get(chain.deviceId) ?? null));
}
