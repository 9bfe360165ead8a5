import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { defineConfig } from 'vitepress'

const docs = resolve(import.meta.dirname, '../..')
const site = join(docs, 'site')
const repository = resolve(docs, '..')

/** Files outside the pages that a page links to; copied beside the site so that no link is dead. */
const linkedFiles = new Set<string>()

/** The title of a page: its first heading. */
function title(file: string): string {
  const heading = readFileSync(join(docs, file), 'utf8').match(/^# (.*)$/m)
  return heading ? heading[1] : file
}

function page(file: string) {
  return { text: title(file), link: '/' + file.replace(/\.md$/, '') }
}

/** Rewrites links that leave the pages: `../../core/src/X.java` becomes `/source/core/src/X.java`. */
function sourceLinks(md: any) {
  md.core.ruler.push('source-links', (state: any) => {
    for (const block of state.tokens) {
      for (const token of block.children ?? []) {
        const href = token.type === 'link_open' ? token.attrGet('href') : null
        if (!href || /^([a-z]+:|#|\/)/.test(href)) continue
        const target = resolve(dirname(state.env.path), href.replace(/#.*/, ''))
        if (isPage(target) || !target.startsWith(repository) || !existsSync(target)) continue
        linkedFiles.add(target)
        token.attrSet('href', '/source/' + relative(repository, target) + (isFolder(target) ? '/' : ''))
        token.attrSet('target', '_self')
      }
    }
  })
}

function isPage(path: string): boolean {
  return path.endsWith('.md') && path.startsWith(docs + '/')
}

function isFolder(path: string): boolean {
  return statSync(path).isDirectory()
}

function copyInto(outDir: string, path: string) {
  if (isFolder(path)) {
    for (const entry of readdirSync(path)) copyInto(outDir, join(path, entry))
    return
  }
  const copy = join(outDir, 'source', relative(repository, path))
  mkdirSync(dirname(copy), { recursive: true })
  copyFileSync(path, copy)
}

/** The pages lie outside this folder; what they are compiled to imports Vue, which lies inside. */
const pagesOutside = {
  name: 'pages-outside',
  enforce: 'pre' as const,
  resolveId(this: any, source: string, importer: string | undefined, options: any) {
    return importer?.endsWith('.md') && /^vue(\/|$)/.test(source)
      ? this.resolve(source, join(site, '.vitepress/theme/index.ts'), { ...options, skipSelf: true })
      : null
  }
}

const chapters = [
  'start-here', 'domains-and-pools', 'fork-join', 'futures-that-await', 'channels', 'lock-free', 'transactions',
  'fibers-and-switches', 'cancellation',
  'effects-by-hand', 'deterministic-tests', 'mious-rules'
]
const decisions = readdirSync(join(docs, 'adr')).filter((file) => /^\d/.test(file)).sort()

export default defineConfig({
  title: 'Caravan',
  description: "OCaml's ways to run things at the same time, for Java",
  lang: 'en',
  srcDir: docs,
  srcExclude: ['site/**', 'src/**', 'target/**'],
  outDir: join(site, 'dist'),
  cacheDir: join(site, '.vitepress/cache'),
  ignoreDeadLinks: false,
  metaChunk: true,
  markdown: {
    theme: { light: 'github-light', dark: 'github-dark' },
    languages: ['java', 'ocaml', 'sh', 'markdown'],
    config: sourceLinks
  },
  vite: {
    publicDir: false,
    plugins: [pagesOutside],
    build: { chunkSizeWarningLimit: 2000 }
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Chapters', link: '/chapters/start-here' },
      { text: 'Decisions', link: '/adr/README' },
      { text: 'Glossary', link: '/glossary' }
    ],
    sidebar: [
      { text: 'Chapters', items: chapters.map((name) => page(`chapters/${name}.md`)) },
      { text: 'Reference', items: [page('glossary.md'), page('kcas-names.md'), page('eio-names.md')] },
      {
        text: 'Decisions',
        collapsed: true,
        items: [page('adr/README.md'), ...decisions.map((file) => page(`adr/${file}`))]
      }
    ]
  },
  buildEnd: ({ outDir }) => {
    for (const path of linkedFiles) copyInto(outDir, path)
  }
})
