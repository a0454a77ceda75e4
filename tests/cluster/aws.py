"""In the place of the command `aws`: holds a request against the service's own description of it, as the real one does before sending.

aws.py batch OPERATION --query ... --output text --cli-input-json JSON
"""

import json
import sys

import botocore.session
from botocore import xform_name
from botocore.validate import ParamValidator

service, operation = sys.argv[1:3]
request = json.loads(sys.argv[sys.argv.index("--cli-input-json") + 1])
model = botocore.session.get_session().get_service_model(service)
name = next(name for name in model.operation_names if xform_name(name, "-") == operation)
report = ParamValidator().validate(request, model.operation_model(name).input_shape)
if report.has_errors():
    sys.exit(report.generate_report())
print(f"{operation} is well formed", file=sys.stderr)
print(f"{operation}-{request.get('jobName') or request['jobDefinitionName']}")
