// AssemblyScript, compiled at the start of a training run and given the memory of TensorFlow.js's WASM module.
// All pointers are byte offsets into that memory, all values float32, all layouts NHWC. Nothing here may hold
// static data, since the memory belongs to another module.

@inline function vload(p: usize): v128 { return v128.load(p); }
@inline function madd(acc: v128, a: v128, b: v128): v128 { return f32x4.add(acc, f32x4.mul(a, b)); }

/** out[i] = dy[i] where 0 < y[i] < 6, else 0. */
export function maskRelu6(dy: usize, y: usize, out: usize, length: i32): void {
  const zero = f32x4.splat(0);
  const six = f32x4.splat(6);
  const whole = length & ~3;
  let i = 0;
  for (; i < whole; i += 4) {
    const at: usize = (<usize>i) << 2;
    const v = vload(y + at);
    const inside = v128.and(f32x4.gt(v, zero), f32x4.lt(v, six));
    v128.store(out + at, v128.and(vload(dy + at), inside));
  }
  for (; i < length; i++) {
    const at: usize = (<usize>i) << 2;
    const v = load<f32>(y + at);
    store<f32>(out + at, v > 0 && v < 6 ? load<f32>(dy + at) : 0);
  }
}

/** out[c] = sum over rows of g[row, c]. */
export function columnSums(g: usize, rows: i32, columns: i32, out: usize): void {
  memory.fill(out, 0, (<usize>columns) << 2);
  const whole = columns & ~3;
  for (let r = 0; r < rows; r++) {
    const row = g + (((<usize>r) * columns) << 2);
    let c = 0;
    for (; c < whole; c += 4) {
      const at: usize = (<usize>c) << 2;
      v128.store(out + at, f32x4.add(vload(out + at), vload(row + at)));
    }
    for (; c < columns; c++) {
      const at: usize = (<usize>c) << 2;
      store<f32>(out + at, load<f32>(out + at) + load<f32>(row + at));
    }
  }
}

/** Filter gradient of a 1x1 convolution: dw[k, n] = sum over rows of x[row, k] * g[row, n]. */
export function productTransposedLeft(x: usize, g: usize, dw: usize, rows: i32, k: i32, n: i32): void {
  memory.fill(dw, 0, ((<usize>k) * n) << 2);
  const xs: usize = (<usize>k) << 2;
  const gs: usize = (<usize>n) << 2;
  const k4 = k & ~3;
  const n8 = n & ~7;
  for (let from = 0; from < rows; from += 256) {
    const to = min(rows, from + 256);
    const x0 = x + (<usize>from) * xs;
    const g0 = g + (<usize>from) * gs;
    const count = to - from;
    for (let i = 0; i < k4; i += 4) {
      let j = 0;
      for (; j < n8; j += 8) tile4x8(x0 + ((<usize>i) << 2), g0 + ((<usize>j) << 2), dw + (((<usize>i) * n + j) << 2), count, xs, gs);
      for (; j < n; j++)
        for (let a = 0; a < 4; a++)
          tile1x1(x0 + ((<usize>(i + a)) << 2), g0 + ((<usize>j) << 2), dw + (((<usize>(i + a)) * n + j) << 2), count, xs, gs);
    }
    for (let i = k4; i < k; i++)
      for (let j = 0; j < n; j++)
        tile1x1(x0 + ((<usize>i) << 2), g0 + ((<usize>j) << 2), dw + (((<usize>i) * n + j) << 2), count, xs, gs);
  }
}

function tile4x8(x: usize, g: usize, out: usize, rows: i32, xs: usize, gs: usize): void {
  const o1 = out + gs;
  const o2 = o1 + gs;
  const o3 = o2 + gs;
  let a0 = vload(out), a1 = v128.load(out, 16);
  let b0 = vload(o1), b1 = v128.load(o1, 16);
  let c0 = vload(o2), c1 = v128.load(o2, 16);
  let d0 = vload(o3), d1 = v128.load(o3, 16);
  for (let r = 0; r < rows; r++) {
    const v0 = vload(g);
    const v1 = v128.load(g, 16);
    const s0 = v128.load32_splat(x);
    a0 = madd(a0, s0, v0); a1 = madd(a1, s0, v1);
    const s1 = v128.load32_splat(x, 4);
    b0 = madd(b0, s1, v0); b1 = madd(b1, s1, v1);
    const s2 = v128.load32_splat(x, 8);
    c0 = madd(c0, s2, v0); c1 = madd(c1, s2, v1);
    const s3 = v128.load32_splat(x, 12);
    d0 = madd(d0, s3, v0); d1 = madd(d1, s3, v1);
    x += xs;
    g += gs;
  }
  v128.store(out, a0); v128.store(out, a1, 16);
  v128.store(o1, b0); v128.store(o1, b1, 16);
  v128.store(o2, c0); v128.store(o2, c1, 16);
  v128.store(o3, d0); v128.store(o3, d1, 16);
}

function tile1x1(x: usize, g: usize, out: usize, rows: i32, xs: usize, gs: usize): void {
  let sum: f32 = load<f32>(out);
  for (let r = 0; r < rows; r++) {
    sum += load<f32>(x) * load<f32>(g);
    x += xs;
    g += gs;
  }
  store<f32>(out, sum);
}

/** Input gradient of a 1x1 convolution: dx[row, k] = sum over n of g[row, n] * w[k, n]; `turned` is room for n * k values. */
export function productTransposedRight(g: usize, w: usize, dx: usize, rows: i32, n: i32, k: i32, turned: usize): void {
  for (let i = 0; i < k; i++)
    for (let j = 0; j < n; j++)
      store<f32>(turned + (((<usize>j) * k + i) << 2), load<f32>(w + (((<usize>i) * n + j) << 2)));
  const gs: usize = (<usize>n) << 2;
  const ks: usize = (<usize>k) << 2;
  const k8 = k & ~7;
  const rows4 = rows & ~3;
  let r = 0;
  for (; r < rows4; r += 4) {
    const gr = g + (<usize>r) * gs;
    const dr = dx + (<usize>r) * ks;
    let i = 0;
    for (; i < k8; i += 8) rows4x8(gr, turned + ((<usize>i) << 2), dr + ((<usize>i) << 2), n, gs, ks);
    for (; i < k; i++)
      for (let a: usize = 0; a < 4; a++) dot(gr + a * gs, turned + ((<usize>i) << 2), dr + a * ks + ((<usize>i) << 2), n, ks);
  }
  for (; r < rows; r++)
    for (let i = 0; i < k; i++)
      dot(g + (<usize>r) * gs, turned + ((<usize>i) << 2), dx + (<usize>r) * ks + ((<usize>i) << 2), n, ks);
}

function rows4x8(g: usize, w: usize, out: usize, n: i32, gs: usize, ks: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  const g1 = g + gs;
  const g2 = g1 + gs;
  const g3 = g2 + gs;
  for (let j: usize = 0, end = (<usize>n) << 2; j < end; j += 4) {
    const v0 = vload(w);
    const v1 = v128.load(w, 16);
    const s0 = v128.load32_splat(g + j);
    a0 = madd(a0, s0, v0); a1 = madd(a1, s0, v1);
    const s1 = v128.load32_splat(g1 + j);
    b0 = madd(b0, s1, v0); b1 = madd(b1, s1, v1);
    const s2 = v128.load32_splat(g2 + j);
    c0 = madd(c0, s2, v0); c1 = madd(c1, s2, v1);
    const s3 = v128.load32_splat(g3 + j);
    d0 = madd(d0, s3, v0); d1 = madd(d1, s3, v1);
    w += ks;
  }
  v128.store(out, a0); v128.store(out, a1, 16);
  out += ks;
  v128.store(out, b0); v128.store(out, b1, 16);
  out += ks;
  v128.store(out, c0); v128.store(out, c1, 16);
  out += ks;
  v128.store(out, d0); v128.store(out, d1, 16);
}

function dot(g: usize, w: usize, out: usize, n: i32, ks: usize): void {
  let sum: f32 = 0;
  for (let j = 0; j < n; j++) {
    sum += load<f32>(g) * load<f32>(w);
    g += 4;
    w += ks;
  }
  store<f32>(out, sum);
}

/**
 * Filter gradient of a 3x3 depthwise convolution; channels a multiple of 4; dw [3, 3, c].
 * Each row of g is read once for each tap row that reaches into the picture.
 */
export function depthwiseFilter(
  x: usize, g: usize, dw: usize, batch: i32, h: i32, w: i32, c: i32, oh: i32, ow: i32, stride: i32, top: i32, left: i32
): void {
  memory.fill(dw, 0, (<usize>(9 * c)) << 2);
  const pixel: usize = (<usize>c) << 2;
  const step = pixel * stride;
  for (let b = 0; b < batch; b++)
    for (let oy = 0; oy < oh; oy++)
      for (let ky = 0; ky < 3; ky++) {
        const iy = oy * stride - top + ky;
        if (iy < 0 || iy >= h) continue;
        const gRow = g + (<usize>((b * oh + oy) * ow)) * pixel;
        const xRow = x + (<usize>((b * h + iy) * w)) * pixel;
        const dRow = dw + (<usize>(ky * 3)) * pixel;
        for (let ch: usize = 0; ch < pixel; ch += 16) {
          let d0 = vload(dRow + ch), d1 = vload(dRow + pixel + ch), d2 = vload(dRow + 2 * pixel + ch);
          let gp = gRow + ch;
          for (let ox = 0; ox < ow; ox++) {
            const gv = vload(gp);
            gp += pixel;
            const ix = ox * stride - left;
            const xp = xRow + ch + (<isize>ix) * pixel;
            if (ix >= 0) d0 = madd(d0, gv, vload(xp));
            if (ix + 1 >= 0 && ix + 1 < w) d1 = madd(d1, gv, vload(xp + pixel));
            if (ix + 2 < w) d2 = madd(d2, gv, vload(xp + 2 * pixel));
          }
          v128.store(dRow + ch, d0);
          v128.store(dRow + pixel + ch, d1);
          v128.store(dRow + 2 * pixel + ch, d2);
        }
      }
}

/** Input gradient of a 3x3 depthwise convolution; channels a multiple of 4. Each row of g is spread over its taps' rows. */
export function depthwiseInput(
  g: usize, k: usize, dx: usize, batch: i32, h: i32, w: i32, c: i32, oh: i32, ow: i32, stride: i32, top: i32, left: i32
): void {
  const pixel: usize = (<usize>c) << 2;
  const shift = stride == 2 ? 1 : 0;
  const odd = stride - 1;
  for (let b = 0; b < batch; b++)
    for (let iy = 0; iy < h; iy++) {
      const dRow = dx + (<usize>((b * h + iy) * w)) * pixel;
      memory.fill(dRow, 0, (<usize>w) * pixel);
      for (let ky = 0; ky < 3; ky++) {
        const ty = iy + top - ky;
        if (ty < 0 || (ty & odd)) continue;
        const oy = ty >> shift;
        if (oy >= oh) continue;
        const gRow = g + (<usize>((b * oh + oy) * ow)) * pixel;
        const kRow = k + (<usize>(ky * 3)) * pixel;
        for (let ch: usize = 0; ch < pixel; ch += 16) {
          const k0 = vload(kRow + ch), k1 = vload(kRow + pixel + ch), k2 = vload(kRow + 2 * pixel + ch);
          let dp = dRow + ch;
          if (stride == 1) {
            for (let ix = 0; ix < w; ix++) {
              const ox = ix + left;
              const gp = gRow + ch + (<isize>ox) * pixel;
              let acc = vload(dp);
              if (ox < ow) acc = madd(acc, vload(gp), k0);
              if (ox >= 1 && ox <= ow) acc = madd(acc, vload(gp - pixel), k1);
              if (ox >= 2) acc = madd(acc, vload(gp - 2 * pixel), k2);
              v128.store(dp, acc);
              dp += pixel;
            }
          } else {
            for (let ix = 0; ix < w; ix++) {
              const tx = ix + left;
              const ox = tx >> 1;
              const gp = gRow + ch + (<isize>ox) * pixel;
              let acc = vload(dp);
              if (tx & 1) {
                if (ox < ow) acc = madd(acc, vload(gp), k1);
              } else {
                if (ox < ow) acc = madd(acc, vload(gp), k0);
                if (ox >= 1) acc = madd(acc, vload(gp - pixel), k2);
              }
              v128.store(dp, acc);
              dp += pixel;
            }
          }
        }
      }
    }
}

/** Filter gradient of a convolution of any size with outputs a multiple of 4 (the stem); dw [size, size, cin, cout]. */
export function convFilter(
  x: usize, g: usize, dw: usize, batch: i32, h: i32, w: i32, cin: i32, oh: i32, ow: i32, cout: i32, size: i32,
  stride: i32, top: i32, left: i32
): void {
  memory.fill(dw, 0, (<usize>(size * size * cin * cout)) << 2);
  const gPixel: usize = (<usize>cout) << 2;
  for (let b = 0; b < batch; b++)
    for (let oy = 0; oy < oh; oy++)
      for (let ky = 0; ky < size; ky++) {
        const iy = oy * stride - top + ky;
        if (iy < 0 || iy >= h) continue;
        const gRow = g + (<usize>((b * oh + oy) * ow)) * gPixel;
        const xRow = x + ((<usize>((b * h + iy) * w * cin)) << 2);
        for (let kx = 0; kx < size; kx++)
          for (let ci = 0; ci < cin; ci++) {
            const out = dw + (<usize>((ky * size + kx) * cin + ci)) * gPixel;
            for (let ch: usize = 0; ch < gPixel; ch += 16) {
              let acc = vload(out + ch);
              for (let ox = 0; ox < ow; ox++) {
                const ix = ox * stride - left + kx;
                if (ix < 0 || ix >= w) continue;
                acc = madd(acc, v128.load32_splat(xRow + ((<usize>(ix * cin + ci)) << 2)), vload(gRow + (<usize>ox) * gPixel + ch));
              }
              v128.store(out + ch, acc);
            }
          }
      }
}
