import type { VerdictKind } from '../domain/verdict';
import type { ArchiveRule } from './schema';

/** What a tablet keeps until somebody chooses otherwise: the pictures that somebody will ask for. */
export const DEFAULT_ARCHIVE: ArchiveRule = { keep: 'opens-and-unsures', capBytes: 500 * 1024 * 1024 };

/** The most that settings let a tablet keep, bytes; what is exported of it must be taken back. */
export const LARGEST_ARCHIVE_BYTES = 5_000_000_000;

/** True where the rule keeps the full picture of a check with this verdict. */
export function keepsPicture(rule: ArchiveRule, verdict: VerdictKind): boolean {
	if (rule.capBytes <= 0) return false;
	return rule.keep === 'all' || (rule.keep === 'opens-and-unsures' && (verdict === 'open' || verdict === 'unsure'));
}
