package import ArgumentParser
internal import ChatServer
internal import Common
internal import Conversations
internal import Storage
internal import Terminal

/// `kbq invite`: a code with which someone may sign up.
package struct InviteCommand: ParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "invite", abstract: "Make an invitation to sign up, for example for the first administrator.")

  @Argument(help: "The only address that may use it; without it anyone who has the code.")
  var email: String?

  @Option(help: "member or admin.")
  var role = User.Role.member.rawValue

  @Option(help: ArgumentHelp("Days until it expires.", valueName: "count"))
  var days = 7

  @OptionGroup var options: AccountStoreOptions

  package init() {}

  package func validate() throws {
    guard User.Role(rawValue: role) != nil else { throw ValidationError("--role is member or admin") }
    guard (1...90).contains(days) else { throw ValidationError("--days is between 1 and 90") }
  }

  package func run() throws {
    let store = try options.open()
    let code = Secrets.make(prefix: "kbi_")
    try store.createInvitation(
      codeHash: Secrets.digest(code), email: email?.lowercased(), role: User.Role(rawValue: role) ?? .member,
      expires: store.now().advanced(by: .seconds(days * 86_400)))
    try StandardStream.output.write("\(code)\n")
  }
}
