// Builds the front-end parts into ../static/build: one stylesheet, one script, fonts, icons.
// Same lock, same bytes: nothing here reads the clock, the network or the environment.
import { cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const parts = join(here, "node_modules");
const target = join(here, "..", "static", "build");

async function bundle() {
  await build({
    absWorkingDir: here,
    entryPoints: { app: "js/app.js", style: "css/style.css" },
    outdir: target,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["chrome111", "firefox115", "safari16.4"],
    loader: { ".woff2": "file" },
    assetNames: "fonts/[name]",
    legalComments: "none",
    logLevel: "warning",
  });
}

function symbol(name, svg) {
  const drawing = svg
    .replace(/^[\s\S]*?<svg[\s\S]*?>/, "")
    .replace(/<\/svg>\s*$/, "")
    .replace(/\s*\n\s*/g, "");
  return (
    `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" ` +
    `stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${drawing}</symbol>`
  );
}

async function sprite() {
  const names = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const symbols = [];
  for (const name of names) {
    const file = join(parts, "@tabler/icons/icons/outline", `${name}.svg`);
    symbols.push(symbol(name, await readFile(file, "utf8")));
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  await writeFile(join(target, "icons.svg"), svg);
}

// Whole TrueType faces: documents are set with these, pages use the woff2 subsets.
async function documentFonts() {
  const faces = [
    "tinos/400Regular/Tinos_400Regular.ttf",
    "tinos/400Regular_Italic/Tinos_400Regular_Italic.ttf",
    "tinos/700Bold/Tinos_700Bold.ttf",
    "tinos/700Bold_Italic/Tinos_700Bold_Italic.ttf",
    "be-vietnam-pro/400Regular/BeVietnamPro_400Regular.ttf",
    "be-vietnam-pro/600SemiBold/BeVietnamPro_600SemiBold.ttf",
  ];
  for (const face of faces) {
    const file = join(parts, "@expo-google-fonts", face);
    await cp(file, join(target, "fonts", face.split("/").pop()));
  }
}

async function licences() {
  const { dependencies } = JSON.parse(await readFile(join(here, "package.json"), "utf8"));
  const texts = [];
  for (const name of Object.keys(dependencies).sort()) {
    const folder = join(parts, name);
    const { version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const files = (await readdir(folder)).filter((file) => /^licen[cs]e/i.test(file)).sort();
    const bodies = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
    texts.push([`${name} ${version} (${license})`, ...bodies].join("\n\n"));
  }
  await writeFile(join(target, "LICENCES.txt"), texts.join("\n\n----\n\n"));
}

async function testTools() {
  await mkdir(join(target, "dev"), { recursive: true });
  await cp(join(parts, "axe-core/axe.min.js"), join(target, "dev", "axe.min.js"));
  await cp(
    join(parts, "bpmn-js/dist/bpmn-viewer.production.min.js"),
    join(target, "dev", "bpmn-viewer.min.js"),
  );
}

await rm(target, { recursive: true, force: true });
await mkdir(join(target, "fonts"), { recursive: true });
await Promise.all([bundle(), sprite(), documentFonts(), licences(), testTools()]);
