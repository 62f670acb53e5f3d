import type { ErrorCode } from '$lib/domain/errors';
import type { Probabilities } from '$lib/domain/inference';
import type { Mouth } from '$lib/domain/geometry';
import type { UnsureReason, VerdictKind } from '$lib/domain/verdict';
import type { FileCheck } from './file-check.svelte';

/** One exported file: the fields and names of the `classify` program's lines, so that one reader suits both. */
export type ExportRow =
	| {
			readonly file: string;
			readonly verdict: VerdictKind;
			readonly reason?: UnsureReason;
			/** Calibrated probability of the verdict, 0..1. */
			readonly confidence: number;
			readonly probabilities: Probabilities;
			/** Fractions 0..1 of the upright picture. */
			readonly mouth: Mouth | null;
			readonly modelVersion: string;
			readonly backend: string;
			readonly latencyMs: number;
			/** UTC, ISO 8601. */
			readonly judgedAt: string;
	  }
	| { readonly file: string; readonly error: { readonly code: ErrorCode } };

/** The finished files of a batch, in their order; files that still wait are not exported. */
export function exportRows(checks: readonly FileCheck[]): ExportRow[] {
	return checks.flatMap((check): ExportRow[] => {
		if (check.state.kind === 'failed') return [{ file: check.path, error: { code: check.state.code } }];
		if (!check.judged) return [];
		const { judgement, inference, atMs } = check.judged;
		const { verdict, probabilities, mouth } = judgement;
		return [
			{
				file: check.path,
				verdict: verdict.kind,
				...(verdict.kind === 'unsure' ? { reason: verdict.reason } : {}),
				confidence: verdict.confidence,
				probabilities,
				mouth,
				modelVersion: inference.modelVersion,
				backend: inference.backend,
				latencyMs: Math.round(inference.latencyMs * 10) / 10,
				judgedAt: new Date(atMs).toISOString()
			}
		];
	});
}
