/** Messages that a reader of both languages has found to be rightly the same as in Portuguese. */
export const SAME_IN_PORTUGUESE = {
	en: ['evidence_material', 'evidence_material_pet', 'settings_backend_webgl', 'settings_backend_webgpu'],
	es: [
		'bench_median',
		'bench_p95',
		'bench_run',
		'evidence_by',
		'evidence_confidence',
		'evidence_failures_all',
		'evidence_failures_filter',
		'evidence_material',
		'evidence_material_pet',
		'evidence_of',
		'evidence_scene',
		'evidence_scene_table',
		'evidence_threshold',
		'evidence_truth_unclear',
