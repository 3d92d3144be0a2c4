import Common
import ExtractionWorker
import Glibc

exit(ExtractionWorker().serve(CommandLine.arguments).rawValue)
