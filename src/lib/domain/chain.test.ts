import { describe, expect, it } from 'vitest';
import { exampleCheck } from '../../../tests/records/example-records';
import { exampleChain, resealed } from '../../../tests/records/example-chain';
import { verifyChains, type ChainFault } from './chain';
import type { CheckRecord, LogRecord, RetentionRecord } from './record';

const faultsOf = async (records: LogRecord[], head?: LogRecord): Promise<readonly ChainFault[]> => {
	const heads = head ? new Map([[head.deviceId, { sequence: head.sequence, hash: head.hash }]]) : undefined;
	return (await verifyChains(records, heads)).flatMap((report) => report.faults);
};
const named = (faults: readonly ChainFault[]) => faults.map((f) => `${f.kind} ${f.sequence}-${f.through}`);
const changedVerdict = (record: LogRecord) =>
	({ ...(record as CheckRecord), verdict: { kind: 'closed', confidence: 0.99 } }) as LogRecord;

describe('a chain that nobody touched', () => {
	it('verifies, and states how far it reaches', async () => {
		const chain = await exampleChain(300);
		const [report] = await verifyChains(chain, new Map([[chain[0]!.deviceId, chain[299]!]]));
		expect(report).toMatchObject({ records: 300, firstSequence: 1, lastSequence: 300, faults: [], deletedThrough: 0 });
		expect(report!.headHash).toBe(chain[299]!.hash);
	});
	it('verifies with the names cleared', async () => {
		const chain = (await exampleChain(5)).map((record) => ({ ...record, personal: null }));
		expect(await faultsOf(chain)).toEqual([]);
	});
	it('verifies beside the chain of another tablet', async () => {
		const [a, b] = await Promise.all([exampleChain(5), exampleChain(4, crypto.randomUUID())]);
		expect(await faultsOf([a[0]!, b[0]!, b[1]!, ...a.slice(1), ...b.slice(2)])).toEqual([]);
	});
});

describe('a chain that somebody touched', () => {
	it('names a changed record', async () => {
		const chain = await exampleChain(12);
		chain[9] = changedVerdict(chain[9]!);
		const faults = await faultsOf(chain);
		expect(named(faults)).toEqual(['changed 10-10']);
		expect(faults[0]!.id).toBe(chain[9]!.id);
	});
	it('names a changed record that was sealed again', async () => {
		const chain = await exampleChain(12);
		chain[9] = await resealed(changedVerdict(chain[9]!));
		expect(named(await faultsOf(chain))).toEqual(['changed 10-10']);
	});
	it('names the last record where it was changed and sealed again, if its hash is known from elsewhere', async () => {
		const chain = await exampleChain(10);
		const printed = chain[9]!;
		chain[9] = await resealed(changedVerdict(printed));
		expect(await faultsOf(chain)).toEqual([]);
		expect(named(await faultsOf(chain, printed))).toEqual(['changed 10-10']);
	});
	it('names removed records: in the middle, at the start, at the end', async () => {
		const chain = await exampleChain(9);
		expect(named(await faultsOf(chain.toSpliced(3, 2)))).toEqual(['removed 4-5']);
		expect(named(await faultsOf(chain.slice(2)))).toEqual(['removed 1-2']);
		expect(named(await faultsOf(chain.slice(0, 6), chain[8]))).toEqual(['removed 7-9']);
		expect(named(await faultsOf([], chain[8]))).toEqual(['removed 1-9']);
	});
	it('names a record that stands in another place', async () => {
		const chain = await exampleChain(6);
		[chain[2], chain[3]] = [chain[3]!, chain[2]!];
		expect(named(await faultsOf(chain))).toEqual(['reordered 3-3']);
	});
	it('names a record that is there twice', async () => {
		const chain = await exampleChain(4);
		expect(named(await faultsOf(chain.toSpliced(2, 0, chain[1]!)))).toEqual(['duplicated 2-2']);
	});
	it('names a record whose inspector was exchanged', async () => {
		const chain = await exampleChain(3);
		chain[1] = { ...chain[1]!, personal: { ...chain[1]!.personal!, inspector: 'Bruno' } };
		expect(named(await faultsOf(chain))).toEqual(['personal-changed 2-2']);
	});
});

describe('a chain whose beginning was deleted by rule', () => {
	const withRetention = async (throughHash?: string) => {
		const chain = await exampleChain(6);
		const { verdict: _verdict, ...envelope } = exampleCheck();
		const retention = await resealed({
			...envelope,
			deviceId: chain[0]!.deviceId,
			kind: 'retention',
			sequence: 7,
			previousHash: chain[5]!.hash,
			personal: null,
			chainDeviceId: chain[0]!.deviceId,
			keepDays: 90,
			throughSequence: 4,
			throughHash: throughHash ?? chain[3]!.hash,
			removed: 4
		} as unknown as RetentionRecord);
		return [...chain.slice(4), retention];
	};
	it('verifies from there', async () => {
		const [report] = await verifyChains(await withRetention());
		expect(report).toMatchObject({ faults: [], deletedThrough: 4, firstSequence: 5, lastSequence: 7 });
	});
	it('verifies where nothing of it is left, as the chain that states the deletion says', async () => {
		const chain = await exampleChain(6);
		const other = await exampleChain(1, crypto.randomUUID());
		const stating = async (throughHash: string) => {
			const { verdict: _, ...envelope } = other[0] as CheckRecord;
			const retention = await resealed({
				...envelope,
				kind: 'retention',
				sequence: 2,
				previousHash: other[0]!.hash,
				personal: null,
				chainDeviceId: chain[0]!.deviceId,
				keepDays: 90,
				throughSequence: 6,
				throughHash,
				removed: 6
			} as unknown as RetentionRecord);
			return (await verifyChains([...other, retention], new Map([[chain[0]!.deviceId, chain[5]!]])))[0]!;
		};
		expect(await stating(chain[5]!.hash)).toMatchObject({
			records: 0,
			deletedThrough: 6,
			headHash: chain[5]!.hash,
			faults: []
		});
		expect(named((await stating('e'.repeat(64))).faults)).toEqual(['removed 1-6']);
	});
	it('does not where the retention record names another hash, or more was deleted than it states', async () => {
		expect(named(await faultsOf(await withRetention('e'.repeat(64))))).toEqual(['removed 1-4']);
		expect(named(await faultsOf((await withRetention()).slice(1)))).toEqual(['removed 1-5']);
	});
});
