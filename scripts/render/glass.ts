import * as THREE from 'three';
import { distanceField } from './distance-field';
import { glassFragment, glassVertex } from './glass-shader';
import type { Profile } from './profile';

export interface GlassLook {
	/** Absorption per centimetre of the glass and of what is in it, RGB. */
	glass: readonly [number, number, number];
	liquid: readonly [number, number, number];
	/** Height of the liquid's surface, centimetres above the base; 0 is empty. */
	fill: number;
	/** Height of the foam above the liquid. */
	foam: number;
	/** Whether a cap covers the mouth, seen from within through the finish. */
	capped: boolean;
	/** Label on the wall: low and high edge, half its angle in radians; its paper seen from behind. */
	label: { low: number; high: number; halfAngle: number; paper: THREE.Color } | null;
	/** How uneven the wall is, 0..1. */
	waviness: number;
}

/** Absorption per centimetre, measured by eye against photographs. */
export const glassTints = {
	amber: [0.55, 1.75, 4.6],
	brown: [1.1, 2.6, 6],
	dark: [2.6, 5, 10],
	green: [1.5, 0.33, 1.7],
	emerald: [2.6, 0.7, 2.3],
	clear: [0.06, 0.035, 0.05],
	blue: [2.2, 0.9, 0.25]
} as const;
export type GlassTint = keyof typeof glassTints;

export const liquids = {
	lager: [0.05, 0.17, 0.75],
	pale: [0.03, 0.1, 0.42],
	ale: [0.13, 0.5, 1.5],
	stout: [1.4, 2.2, 3.2],
	water: [0.012, 0.006, 0.005]
} as const;
export type Liquid = keyof typeof liquids;

/**
 * A vessel that is ray marched in its own shader: light bends through wall, liquid and bore, which is what
 * makes a bare lip look like one. Draw it after the opaque scene, with `setBehind`.
 */
export class GlassVessel {
	readonly mesh: THREE.Mesh<THREE.CylinderGeometry, THREE.ShaderMaterial>;

	constructor(
		readonly profile: Profile,
		look: GlassLook
	) {
		const field = distanceField(profile);
		const packed = new Uint16Array(field.values.length);
		field.values.forEach((value, index) => (packed[index] = THREE.DataUtils.toHalfFloat(value)));
		const texture = new THREE.DataTexture(packed, field.columns, field.rows, THREE.RGFormat, THREE.HalfFloatType);
		texture.minFilter = texture.magFilter = THREE.LinearFilter;
		texture.needsUpdate = true;
		const { label } = look;
		const material = new THREE.ShaderMaterial({
			glslVersion: THREE.GLSL3,
			vertexShader: glassVertex,
			fragmentShader: glassFragment,
			side: THREE.BackSide,
			uniforms: {
				field: { value: texture },
				fieldSize: { value: new THREE.Vector2(field.columns, field.rows) },
				fieldBox: { value: new THREE.Vector3(field.maxRadius, field.lowest, field.highest) },
				environment: { value: null },
				behind: { value: null },
				viewProjection: { value: new THREE.Matrix4() },
				toWorld: { value: new THREE.Matrix4() },
				toLocal: { value: new THREE.Matrix4() },
				eye: { value: new THREE.Vector3() },
				glassAbsorption: { value: new THREE.Vector3(...look.glass) },
				liquidAbsorption: { value: new THREE.Vector3(...look.liquid) },
				surface: { value: new THREE.Vector4(0, 1, 0, look.fill) },
				foam: { value: look.foam },
				ambient: { value: new THREE.Color(1, 1, 1) },
				capFrom: { value: look.capped ? profile.height - 0.55 : 1e6 },
				label: {
					value: label ? new THREE.Vector3(label.low, label.high, label.halfAngle) : new THREE.Vector3(1e6, 1e6, 0)
				},
				paper: { value: label?.paper ?? new THREE.Color(0, 0, 0) },
				waviness: { value: look.waviness }
			}
		});
		const geometry = new THREE.CylinderGeometry(
			field.maxRadius - 0.02,
			field.maxRadius - 0.02,
			field.highest - field.lowest - 0.04,
			48
		);
		geometry.translate(0, (field.highest + field.lowest) / 2, 0);
		this.mesh = new THREE.Mesh(geometry, material);
		this.mesh.frustumCulled = false;
	}

	/** What the glass refracts (the picture drawn so far) and reflects (a cube map), before it is drawn. */
	setBehind(behind: THREE.Texture, environment: THREE.Texture, camera: THREE.PerspectiveCamera, ambient: THREE.Color) {
		const { uniforms } = this.mesh.material;
		this.mesh.updateMatrixWorld();
		const toWorld = this.mesh.matrixWorld;
		const toLocal = toWorld.clone().invert();
		uniforms.behind!.value = behind;
		uniforms.environment!.value = environment;
		uniforms.viewProjection!.value.multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
		uniforms.toWorld!.value.copy(toWorld);
		uniforms.toLocal!.value.copy(toLocal);
		uniforms.eye!.value.setFromMatrixPosition(camera.matrixWorld).applyMatrix4(toLocal);
		uniforms.ambient!.value.copy(ambient);
		// A tilted bottle's liquid stays level: the surface's normal is the world's up, seen from the bottle.
		const up = new THREE.Vector3(0, 1, 0).transformDirection(toLocal);
		const level: THREE.Vector4 = uniforms.surface!.value;
		const fill = this.mesh.userData.fill ?? (this.mesh.userData.fill = level.w);
		level.set(up.x, up.y, up.z, fill * up.y);
	}
}
