export const glassVertex = /* glsl */ `
out vec3 far;
void main() {
	far = position;
	gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
}`;

/**
 * Marches one ray through the vessel: air, glass, liquid and foam, with Snell's refraction, Fresnel's
 * reflection and Beer-Lambert absorption at every interface. Lengths in centimetres, in the vessel's space.
 */
export const glassFragment = /* glsl */ `
precision highp float;
precision highp sampler2D;
precision highp samplerCube;
in vec3 far;
out vec4 colour;
uniform sampler2D field;
uniform vec2 fieldSize;
uniform vec3 fieldBox;
uniform samplerCube environment;
uniform sampler2D behind;
uniform mat4 viewProjection, toWorld, toLocal;
uniform vec3 eye, glassAbsorption, liquidAbsorption, label;
uniform vec4 surface;
uniform float foam, capFrom, waviness;
uniform vec3 ambient, paper;

const int AIR = 0, GLASS = 1, LIQUID = 2, FOAM = 3;

vec2 distances(vec3 p) {
	vec2 at = vec2(length(p.xz) / fieldBox.x, (p.y - fieldBox.y) / (fieldBox.z - fieldBox.y));
	return texture(field, (clamp(at, 0.0, 1.0) * (fieldSize - 1.0) + 0.5) / fieldSize).rg;
}

int medium(vec3 p, vec2 d) {
	if (d.x < 0.0) return GLASS;
	if (d.y >= 0.0) return AIR;
	float above = dot(surface.xyz, p) - surface.w;
	if (surface.w <= 0.0 || above > foam) return AIR;
	return above > 0.0 ? FOAM : LIQUID;
}

float index(int m) { return m == GLASS ? 1.52 : m == LIQUID ? 1.34 : 1.0; }

float hash(vec3 p) { return fract(sin(dot(p, vec3(12.9898, 78.233, 37.719))) * 43758.5453); }
float noise(vec3 p) {
	vec3 i = floor(p), f = fract(p); f = f * f * (3.0 - 2.0 * f);
	return mix(mix(mix(hash(i), hash(i + vec3(1,0,0)), f.x), mix(hash(i + vec3(0,1,0)), hash(i + vec3(1,1,0)), f.x), f.y),
		mix(mix(hash(i + vec3(0,0,1)), hash(i + vec3(1,0,1)), f.x), mix(hash(i + vec3(0,1,1)), hash(i + vec3(1,1,1)), f.x), f.y), f.z);
}

vec3 glassNormal(vec3 p) {
	float e = 0.03;
	float r = max(length(p.xz), 1e-4);
	vec2 out2 = vec2(distances(p + vec3(p.x / r, 0, p.z / r) * e).x - distances(p - vec3(p.x / r, 0, p.z / r) * e).x,
		distances(p + vec3(0, e, 0)).x - distances(p - vec3(0, e, 0)).x);
	vec3 n = normalize(vec3(out2.x * p.x / r, out2.y, out2.x * p.z / r) + 1e-6);
	vec3 wobble = vec3(noise(p * 1.3), noise(p * 1.3 + 7.0), noise(p * 1.3 + 19.0)) - 0.5;
	return normalize(n + wobble * waviness);
}

vec3 world(vec3 d) { return normalize(mat3(toWorld) * d); }
vec3 around(vec3 d) { vec3 w = world(d); return textureLod(environment, vec3(-w.x, w.y, w.z), 0.6).rgb; }

vec3 beyond(vec3 p, vec3 d) {
	vec3 env = around(d);
	vec4 clip = viewProjection * vec4((toWorld * vec4(p + d * 22.0, 1.0)).xyz, 1.0);
	if (clip.w <= 0.0) return env;
	vec2 uv = clip.xy / clip.w * 0.5 + 0.5;
	vec2 edge = min(uv, 1.0 - uv);
	float seen = smoothstep(0.0, 0.06, min(edge.x, edge.y));
	return mix(env, texture(behind, clamp(uv, 0.0, 1.0)).rgb, seen);
}

float fresnel(float cosine, float ratio) {
	float s = ratio * ratio * (1.0 - cosine * cosine);
	if (s >= 1.0) return 1.0;
	float t = sqrt(1.0 - s);
	float a = (ratio * cosine - t) / (ratio * cosine + t);
	float b = (cosine - ratio * t) / (cosine + ratio * t);
	return 0.5 * (a * a + b * b);
}

void main() {
	vec3 d = normalize(far - eye);
	// Enter the bounding cylinder in front (the mesh is drawn by its back faces, so the eye may be near).
	float a = dot(d.xz, d.xz), b = dot(eye.xz, d.xz), c = dot(eye.xz, eye.xz) - fieldBox.x * fieldBox.x;
	float disc = max(b * b - a * c, 0.0);
	float enter = a > 1e-6 ? (-b - sqrt(disc)) / a : 0.0;
	vec2 slab = (vec2(fieldBox.y, fieldBox.z) - eye.y) / (abs(d.y) < 1e-5 ? 1e-5 : d.y);
	enter = max(max(enter, min(slab.x, slab.y)), 0.0) + 1e-3;
	vec3 p = eye + d * enter;

	vec3 light = vec3(0), through = vec3(1);
	int m = AIR, events = 0;
	bool hit = false;
	float depth = 1.0;
	for (int step = 0; step < 160; step++) {
		vec2 here = distances(p);
		float reach = abs(here.x) * 0.92;
		if (here.y < 0.0 && surface.w > 0.0) {
			float above = dot(surface.xyz, p) - surface.w;
			reach = min(reach, min(abs(above), abs(above - foam)));
		}
		reach = max(reach, 0.03);
		vec3 q = p + d * reach;
		if (length(q.xz) > fieldBox.x + 0.01 || q.y < fieldBox.y - 0.01 || q.y > fieldBox.z + 0.01) break;
		vec2 there = distances(q);
		int n = medium(q, there);
		// A cap's liner closes the bore: no daylight falls in from above.
		if (capFrom < 1e5 && q.y > fieldBox.z - 0.27 && m == AIR && here.y < 0.0) {
			light += through * ambient * 0.14; through = vec3(0); break;
		}
		if (m == GLASS) through *= exp(-glassAbsorption * reach);
		else if (m == LIQUID) through *= exp(-liquidAbsorption * reach);
		if (n == m) { p = q; continue; }
		vec3 low = p, high = q;
		for (int half_ = 0; half_ < 5; half_++) {
			vec3 mid = (low + high) * 0.5;
			if (medium(mid, distances(mid)) == m) low = mid; else high = mid;
		}
		if (!hit) {
			hit = true;
			vec4 clip = viewProjection * toWorld * vec4(low, 1.0);
			depth = clip.z / clip.w * 0.5 + 0.5;
		}
		if (n == FOAM) {
			float grain = 0.82 + 0.18 * noise(high * 9.0);
			light += through * ambient * vec3(0.95, 0.9, 0.78) * grain;
			through = vec3(0);
			break;
		}
		bool wall = m == GLASS || n == GLASS;
		vec3 normal = wall ? glassNormal(high) : surface.xyz;
		if (dot(normal, d) > 0.0) normal = -normal;
		if (m == GLASS && n == AIR && there.y > 0.0) {
			if (high.y > capFrom) { light += through * ambient * 0.16; through = vec3(0); break; }
			float angle = abs(atan(high.x, high.z));
			if (high.y > label.x && high.y < label.y && angle < label.z) {
				light += through * ambient * paper * 0.55; through = vec3(0); break;
			}
		}
		float ratio = index(m) / index(n);
		float cosine = clamp(-dot(normal, d), 0.0, 1.0);
		float mirror = fresnel(cosine, ratio);
		vec3 bounced = reflect(d, normal);
		if (mirror > 0.995 || events > 8) {
			d = bounced; p = low + normal * 0.004;
		} else {
			light += through * mirror * around(bounced) * (m == AIR ? vec3(1) : exp(-glassAbsorption * 0.4));
			through *= 1.0 - mirror;
			d = refract(d, normal, ratio); p = high + d * 0.002; m = n;
		}
		if (++events > 12 || max(through.r, max(through.g, through.b)) < 0.004) break;
	}
	if (!hit) discard;
	if (max(through.r, max(through.g, through.b)) >= 0.004) light += through * beyond(p, d);
	colour = vec4(light, 1.0);
	gl_FragDepth = depth;
}`;
