// Says of each file whether PDFBox Preflight takes it for PDF/A-1b, and every fault that it finds.
// Started by tests/printing/archive_checkers.py.

import java.util.Map;
import java.util.TreeMap;
import org.apache.pdfbox.preflight.Format;
import org.apache.pdfbox.preflight.PreflightDocument;
import org.apache.pdfbox.preflight.ValidationResult;
import org.apache.pdfbox.preflight.exception.SyntaxValidationException;
import org.apache.pdfbox.preflight.parser.PreflightParser;

public class Preflight {
    public static void main(String[] paths) throws Exception {
        boolean allValid = true;
        for (String path : paths) {
            ValidationResult result = check(path);
            allValid &= result.isValid();
            System.out.println((result.isValid() ? "valid  " : "FAULTY ") + path);
            Map<String, Integer> faults = new TreeMap<>();
            for (ValidationResult.ValidationError error : result.getErrorsList()) {
                faults.merge(error.getErrorCode() + " " + error.getDetails(), 1, Integer::sum);
            }
            faults.forEach((fault, times) -> System.out.println("    " + times + " x " + fault));
        }
        System.exit(allValid ? 0 : 1);
    }

    private static ValidationResult check(String path) throws Exception {
        PreflightParser parser = new PreflightParser(path);
        try {
            parser.parse(Format.PDF_A1B);
            try (PreflightDocument document = parser.getPreflightDocument()) {
                document.validate();
                return document.getResult();
            }
        } catch (SyntaxValidationException fault) {
            return fault.getResult();
        }
    }
}
