import Manifest
import Storage
import Testing

@Suite struct WatchedSourcesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func watched(_ patterns: String...) throws -> WatchedSources {
    let sources = patterns.map { Source(.files(FileSource(patterns: [Located($0)]))) }
    return WatchedSources(CorpusManifest(name: "small", sources: sources), in: folder.path)
  }

  /// What the manifest calls the folders, sorted.
  private func names(_ watched: WatchedSources) -> [String] { watched.folders().values.flatMap(\.self).sorted() }

  private func make(_ folders: String...) throws {
    for name in folders { try createFolder(folder.file(name)) }
  }

  @Test func foldersThatAPatternSearchesAreWatched() throws {
    try make("guide/a/b", "guide/.hidden", "other", "parts/x/text", "parts/y/images")
    #expect(names(try watched("guide/**/*.md")) == ["guide", "guide/a", "guide/a/b"])
    #expect(names(try watched("guide/*.md")) == ["guide"])
    #expect(names(try watched("parts/*/text/*.md")) == ["parts", "parts/x", "parts/x/text", "parts/y"])
    #expect(names(try watched("*.md", "guide/a/note.txt")) == ["", "guide/a"])
    #expect(names(try watched("{guide,other}/*.md")) == ["guide", "other"])
    let watched = try watched("guide/*.md")
    #expect(watched.folders() == [folder.file("guide"): ["guide"]])
  }

  @Test func aFolderHasEachOfItsNames() throws {
    try make("guide")
    let path = folder.file("guide")
    #expect(try watched("guide/*.md", "\(path)/*.txt").folders() == [path: ["guide", path]])
  }

  @Test func whatIsNotThereIsWaitedForAbove() throws {
    try make("guide")
    #expect(names(try watched("guide/later/deep/**")) == ["guide"])
    #expect(names(try watched("later/**")) == [""])
  }

  @Test func filesConcernAPatternOrNot() throws {
    let watched = try watched("guide/**/*.md", "faq.yaml")
    #expect(watched.concerns("guide/a/b.md"))
    #expect(watched.concerns("faq.yaml"))
    #expect(!watched.concerns("guide/a/b.txt"))
    #expect(!watched.concerns("guide/.b.md"))
    #expect(!watched.concerns("out.kb"))
  }

  @Test func foldersConcernAPatternOrNot() throws {
    let watched = try watched("docs/guide/**/*.md", "parts/*/x.md")
    #expect(watched.mayContain("docs"))
    #expect(watched.mayContain("docs/guide"))
    #expect(watched.mayContain("docs/guide/new"))
    #expect(watched.mayContain("parts/new"))
    #expect(!watched.mayContain("docs/guide/.git"))
    #expect(!watched.mayContain("parts/new/deeper"))
    #expect(!watched.mayContain("other"))
  }
}
