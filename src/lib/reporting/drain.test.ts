import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../scripts/reporting/random';
import { SimulatedTablet } from '../../../scripts/reporting/simulated-tablet';
import type { LogRecord, PictureReference } from '../domain/record';
import type { RecordOutcome } from '../domain/report-protocol';
import { backoffMs, LONGEST_WAIT_MS } from './backoff';
import { BATCH_RECORDS, drain, type Outbox } from './drain';
import type { Sending, Transport } from './transport';

class MemoryOutbox implements Outbox {
	readonly states = new Map<string, string>();
	readonly pictures = new Map<string, Blob>();
	constructor(readonly records: readonly LogRecord[]) {
		for (const { id } of records) this.states.set(id, 'pending');
	}
	pendingBatch = async (limit: number) =>
		this.records.filter(({ id }) => this.states.get(id) === 'pending').slice(0, limit);
	markSent = async (ids: readonly string[]) => ids.forEach((id) => this.states.set(id, 'sent'));
	markRejected = async (problems: ReadonlyMap<string, string>) =>
		problems.forEach((problem, id) => this.states.set(id, problem));
	picture = async ({ sha256 }: PictureReference) => this.pictures.get(sha256) ?? null;
	in = (state: string) => [...this.states.values()].filter((one) => one === state).length;
}

type Answer = Sending<readonly RecordOutcome[]>;
const stored = (records: readonly LogRecord[]): Answer => ({
	kind: 'answered',
	answer: records.map(({ id }) => ({ id, outcome: 'stored' }))
});
class FakeTransport implements Transport {
	readonly batches: string[][] = [];
	readonly sentPictures: string[] = [];
	constructor(
		readonly answer: (records: readonly LogRecord[], call: number) => Answer = stored,
		readonly pictureAnswer: Sending<null> = { kind: 'answered', answer: null }
	) {}
	async sendBatch(records: readonly LogRecord[]) {
		this.batches.push(records.map(({ id }) => id));
		return this.answer(records, this.batches.length);
	}
	async sendPicture({ sha256 }: PictureReference) {
		this.sentPictures.push(sha256);
		return this.pictureAnswer;
	}
}

const never = new AbortController().signal;
const checks = (count: number) => new SimulatedTablet({ random: seededRandom(count) }).checks(count);
const picture = (digit: string): PictureReference => ({ sha256: digit.repeat(64), bytes: 3, mediaType: 'image/jpeg' });

describe('draining the outbox', () => {
	it('sends everything in batches, oldest first, and marks it sent', async () => {
		const outbox = new MemoryOutbox(checks(120));
		const transport = new FakeTransport();
		expect(await drain(outbox, transport, never)).toEqual({ kind: 'empty' });
		expect(transport.batches.map((batch) => batch.length)).toEqual([BATCH_RECORDS, BATCH_RECORDS, 20]);
		expect(transport.batches.flat()).toEqual(outbox.records.map(({ id }) => id));
		expect(outbox.in('sent')).toBe(120);
	});

	it('keeps a batch pending when its acknowledgement is lost, and settles it when it comes as duplicates', async () => {
		const outbox = new MemoryOutbox(checks(3));
		const lost = new FakeTransport(() => ({ kind: 'later', afterMs: null }));
		expect(await drain(outbox, lost, never)).toEqual({ kind: 'later', afterMs: null });
		expect(outbox.in('pending')).toBe(3);
		const again = new FakeTransport((records) => ({
			kind: 'answered',
			answer: records.map(({ id }) => ({ id, outcome: 'duplicate' }))
		}));
		await drain(outbox, again, never);
		expect(outbox.in('sent')).toBe(3);
	});

	it('hands on how long the server wants to be left alone', async () => {
		const busy = new FakeTransport(() => ({ kind: 'later', afterMs: 5000 }));
		expect(await drain(new MemoryOutbox(checks(1)), busy, never)).toEqual({ kind: 'later', afterMs: 5000 });
	});

	it('pauses when it is signed out and marks nothing', async () => {
		const outbox = new MemoryOutbox(checks(5));
		expect(await drain(outbox, new FakeTransport(() => ({ kind: 'signed-out' })), never)).toEqual({
			kind: 'signed-out'
		});
		expect(outbox.in('pending')).toBe(5);
	});

	it('keeps refused records with the server’s word, and sends the others', async () => {
		const outbox = new MemoryOutbox(checks(4));
		const transport = new FakeTransport((records) => ({
			kind: 'answered',
			answer: records.map(({ id }, i): RecordOutcome => {
				if (i === 1) return { id, outcome: 'conflict' };
				if (i === 2) return { id: null, outcome: 'invalid', detail: 'hash' };
				return { id, outcome: 'stored' };
			})
		}));
		expect(await drain(outbox, transport, never)).toEqual({ kind: 'empty' });
		expect([...outbox.states.values()]).toEqual(['sent', 'conflict', 'invalid: hash', 'sent']);
	});

	it('finds the one record that spoils a batch by halving', async () => {
		const records = checks(50);
		const outbox = new MemoryOutbox(records);
		const poison = records[37]!.id;
		const transport = new FakeTransport((batch) =>
			batch.some(({ id }) => id === poison) ? { kind: 'refused', detail: 'too-large' } : stored(batch)
		);
		expect(await drain(outbox, transport, never)).toEqual({ kind: 'empty' });
		expect(outbox.states.get(poison)).toBe('too-large');
		expect(outbox.in('sent')).toBe(49);
	});

	it('stops, instead of going round, where an answer settles nothing', async () => {
		const stranger: RecordOutcome = { id: '00000000-0000-4000-8000-000000000000', outcome: 'stored' };
		const outbox = new MemoryOutbox(checks(2));
		const transport = new FakeTransport(() => ({ kind: 'answered', answer: [stranger] }));
		expect(await drain(outbox, transport, never)).toEqual({ kind: 'later', afterMs: null });
		expect(outbox.in('pending')).toBe(2);
	});

	it('stops at once when it is told to', async () => {
		const controller = new AbortController();
		const outbox = new MemoryOutbox(checks(200));
		const transport = new FakeTransport((records) => (controller.abort(), stored(records)));
		expect(await drain(outbox, transport, controller.signal)).toEqual({ kind: 'stopped' });
		expect(outbox.in('sent')).toBe(BATCH_RECORDS);
	});

	it('sends pictures before their records, each once, and goes on without those that are not kept', async () => {
		const source = new SimulatedTablet({ random: seededRandom(5) });
		const same = { picture: picture('a'), thumbnail: picture('b') };
		const outbox = new MemoryOutbox([source.check(same), source.check(same), source.check({ picture: picture('c') })]);
		for (const digit of ['a', 'b']) outbox.pictures.set(digit.repeat(64), new Blob(['x']));
		const transport = new FakeTransport((records) => {
			expect(transport.sentPictures).toHaveLength(2);
			return stored(records);
		});
		expect(await drain(outbox, transport, never)).toEqual({ kind: 'empty' });
		expect(transport.sentPictures).toEqual(['b'.repeat(64), 'a'.repeat(64)]);
	});

	it('holds a record back while its picture cannot be sent, but not where the picture is refused', async () => {
		const source = new SimulatedTablet({ random: seededRandom(6) });
		const outbox = new MemoryOutbox([source.check({ picture: picture('a') })]);
		outbox.pictures.set('a'.repeat(64), new Blob(['x']));
		const offline = new FakeTransport(stored, { kind: 'later', afterMs: null });
		expect(await drain(outbox, offline, never)).toEqual({ kind: 'later', afterMs: null });
		expect(offline.batches).toHaveLength(0);
		const tooLarge = new FakeTransport(stored, { kind: 'refused', detail: 'too-large' });
		expect(await drain(outbox, tooLarge, never)).toEqual({ kind: 'empty' });
		expect(outbox.in('sent')).toBe(1);
	});
});

describe('waiting between tries', () => {
	it('grows by doubling up to five minutes, anywhere below that ceiling', () => {
		const ceilings = [1, 2, 3, 4, 20, 1000].map((failures) => backoffMs(failures, () => 1));
		expect(ceilings).toEqual([2000, 4000, 8000, 16_000, LONGEST_WAIT_MS, LONGEST_WAIT_MS]);
		expect(backoffMs(5, () => 0)).toBe(500);
		expect(backoffMs(5, () => 0.5)).toBe(16_000);
	});
});
