using System.CommandLine;
using System.Runtime.InteropServices;

namespace MlNetDeepLearning.Hosting;

/// <summary>Runs a pipeline's command line: usage errors, cancellation by signals, and failures each end in one clear line and their exit code.</summary>
public static class PipelineHost
{
    /// <summary>Parses and runs a command line and gives the exit code of the process (see <see cref="ExitCodes"/>).</summary>
    public static int Run(RootCommand root, string[] args)
    {
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
            Console.Error.WriteLine($"See {Command(parsed)} --help.");
            return ExitCodes.Usage;
        }
        using var cancellation = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
        try
        {
            return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellation.Token)
                .GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Cancelled.");
            return ExitCodes.Cancelled;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"Error: {Explain(e)}");
            if (Environment.GetEnvironmentVariable("MLNETDL_TRACE") is "1") Console.Error.WriteLine(e);
            return ExitCodes.Failed;
        }

        // The first signal asks for an orderly end; a second one is left to the system, which ends the process.
        void Cancel(PosixSignalContext context)
        {
            if (cancellation.IsCancellationRequested) return;
            context.Cancel = true;
            cancellation.Cancel();
        }
    }

    private static string Command(ParseResult parsed)
    {
        string name = parsed.CommandResult.Command.Name;
        return parsed.CommandResult.Command is RootCommand ? name : $"{parsed.RootCommandResult.Command.Name} {name}";
    }

    // The innermost message is the cause; outer ones are kept where they add where it happened.
    private static string Explain(Exception e)
    {
        while (e is AggregateException or System.Reflection.TargetInvocationException && e.InnerException is not null) e = e.InnerException;
        return string.Join(" ", e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }
}
