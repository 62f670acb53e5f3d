import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { LastChallenge } from '../domain/challenge-state';
import type { LogRecord, RecordKind, SamplingPlan } from '../domain/record';
import type { VerdictKind } from '../domain/verdict';

/** What a row of the history is filtered by: the verdict that holds for a check, the kind for any other record. */
export type Facet = VerdictKind | Exclude<RecordKind, 'check'>;

/** A record as stored, with what the indexes need; `record` is as sealed, but for cleared personal fields. */
export interface StoredRecord {
	/** Order of arrival on this tablet; absent before the row is written. */
	key?: number;
	record: LogRecord;
	facet: Facet;
	/** 1 where a correction holds. IndexedDB keys cannot be boolean. */
	corrected: 0 | 1;
	/** Lower-case search words without accents. */
	tokens: string[];
}

/** Where each chain stands; exactly one is `own`. */
export interface ChainHead {
	deviceId: string;
	own: boolean;
	/** 0 before the first record. */
	sequence: number;
	hash: string;
	/** Wall time of the last record; empty before the first. */
	wallTime: string;
}

/** `held`: reporting is off on this tablet. Nothing ever expires unsent. */
export type OutboxState = 'held' | 'pending' | 'sent' | 'rejected';
export interface OutboxEntry {
	/** The record's id: the idempotency key. */
	id: string;
	/** The record's `key`: the order of sending. */
	key: number;
	state: OutboxState;
	/** UTC; when the server acknowledged or rejected. */
	settledAt: string | null;
	/** The server's words where it rejected. */
	problem: string | null;
}

export interface StoredPicture {
	sha256: string;
	mediaType: string;
	content: Uint8Array<ArrayBuffer>;
	role: 'picture' | 'thumbnail';
	/** `key` of the latest record that refers to it: the age for eviction. */
	key: number;
	/** Ids of the records that refer to it. */
	recordIds: string[];
}

export interface ArchiveRule {
	keep: 'none' | 'opens-and-unsures' | 'all';
	/** Most bytes that full pictures may take; the oldest reported ones go first. */
	capBytes: number;
}

export interface ActiveRound {
	roundId: string;
	plan: SamplingPlan;
	/** UTC. */
	startedAt: string;
	/** Bottles with a decided verdict so far, corrections included. */
	inspected: number;
	open: number;
}

export interface LastExport {
	/** UTC. */
	wallTime: string;
	headSequence: number;
	headHash: string;
}

/** What a start had to take back from the second copy of the records; kept until somebody has read it. */
export interface LastRestore {
	/** UTC. */
	wallTime: string;
	restored: number;
	/** Records that neither database nor copy hold any more, as far as is known. */
	lost: number;
}

/** Single values, by name. */
export interface MetaValues {
	challenge: LastChallenge;
	round: ActiveRound;
	reporting: boolean;
	/** Days after which records are deleted and names cleared; 0 keeps. */
	retention: { recordDays: number; nameDays: number };
	'picture-bytes': number;
	'last-export': LastExport;
	'last-restore': LastRestore;
}

export interface RecordsSchema extends DBSchema {
	records: {
		key: number;
		value: StoredRecord;
		indexes: {
			'by-id': string;
			'by-chain': [string, number];
			'by-time': string;
			'by-facet': [Facet, string];
			'by-line': [string, string];
			'by-shift': [string, string];
			'by-batch': [string, string];
			'by-model': [string, string];
			/** Only rows whose name has not been cleared: from version 2. */
			'by-inspector': [string, string];
			'by-corrected': [number, string];
			'by-token': string;
			'by-check': string;
		};
	};
	chains: { key: string; value: ChainHead };
	outbox: { key: string; value: OutboxEntry; indexes: { 'by-state': [OutboxState, number] } };
	pictures: { key: string; value: StoredPicture; indexes: { 'by-role': [StoredPicture['role'], number] } };
	meta: { key: string; value: MetaValues[keyof MetaValues] };
}

export type RecordsDatabase = IDBPDatabase<RecordsSchema>;
export type UpgradeTransaction = IDBPTransaction<RecordsSchema, StoreNames<RecordsSchema>[], 'versionchange'>;
export type WriteTransaction = IDBPTransaction<RecordsSchema, StoreNames<RecordsSchema>[], 'readwrite'>;
